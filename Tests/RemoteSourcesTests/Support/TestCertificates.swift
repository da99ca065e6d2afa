import Glibc

/// Certificates for tests, made by the project's own script.
enum TestCertificates {
  struct Failure: Error {
    var status: Int32
  }

  static func make(in directory: String) throws {
    let script = SandboxProject.root + "/scripts/test-certificates"
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(script), strdup(directory), nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, script, nil, nil, &arguments, environ) == 0 else {
      throw Failure(status: errno)
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw Failure(status: status) }
  }
}

/// The files below a directory.
enum TestFiles {
  static func allPaths(in directory: String) -> [String] {
    guard let opened = opendir(directory) else { return [] }
    defer { closedir(opened) }
    var paths: [String] = []
    while let entry = readdir(opened) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let path = directory + "/" + name
      if entry.pointee.d_type == UInt8(DT_DIR) {
        paths += allPaths(in: path)
      } else {
        paths.append(path)
      }
    }
    return paths
  }
}
