import Glibc
import HTTPTransport
import RemoteSources
import Reporting

extension ErrorRenderer {
  func message(for error: S3Error) -> ErrorMessage {
    switch error {
    case .badAddress(let text):
      return ErrorMessage(
        "invalid-value", "'\(text)' is no address of a bucket",
        hint: "write it as s3://bucket or s3://bucket/folder",
        exit: .wrongRequest)
    case .badEndpoint(let text):
      return ErrorMessage(
        "invalid-value", "'\(text)' is no address of an S3-compatible store",
        hint: "write it as https://host or http://host:port", exit: .wrongRequest)
    case .badRegion(let text):
      return ErrorMessage(
        "invalid-value", "'\(text)' is no region", hint: "write it as in eu-west-1", exit: .wrongRequest)
    case .noCredentials, .incompleteCredentials, .unsupportedProfile, .cannotReadFile, .malformedFile,
      .badCredentials:
      return credentialMessage(for: error)
    case .noSuchBucket(let bucket):
      return ErrorMessage(
        "no-such-bucket", "there is no bucket '\(bucket)'",
        hint: "check its name; a bucket of an S3-compatible store needs --endpoint-url", exit: .wrongRequest)
    case .noSuchObject(let place):
      return ErrorMessage(
        "no-such-object", "'\(place)' is gone from the bucket",
        hint: "Heap may remove old dumps; run the command again, see what is missing with --plan",
        exit: .failed)
    case .objectChanged(let place):
      return ErrorMessage(
        "object-changed", "'\(place)' was written anew while it was read; nothing was changed",
        hint: "wait until the sync is over, then run the command again", exit: .failed)
    case .wrongLength(let place, let expected, let found):
      return ErrorMessage(
        "object-changed",
        "'\(place)' has \(NumberText.grouped(found)) bytes, and was listed with \(NumberText.grouped(expected))",
        hint: "run the command again; nothing was changed", exit: .failed)
    case .denied(let action, let place, let code):
      let permission = action == .list ? "s3:ListBucket on the bucket" : "s3:GetObject on its objects"
      return ErrorMessage(
        "access-denied",
        "S3 does not allow \(Self.words(action)) '\(place)'" + (code.isEmpty ? "" : " (\(code))"),
        hint: "let these credentials have \(permission), or use others (AWS_PROFILE)", exit: .failed)
    case .wrongClock(let seconds):
      let distance = seconds.map {
        ": it is \(NumberText.grouped(abs($0))) seconds \($0 < 0 ? "ahead" : "behind")"
      }
      return ErrorMessage(
        "wrong-clock", "S3 refuses the requests because this machine's clock is wrong" + (distance ?? ""),
        hint: "set the clock, for instance with timedatectl set-ntp true", exit: .failed)
    case .wrongRegion(let bucket, let tried):
      return ErrorMessage(
        "wrong-region", "bucket '\(bucket)' is not in region '\(tried)', and S3 does not say where it is",
        hint: "name its region with --region", exit: .wrongRequest)
    case .refused(let action, let place, let status, let code, let requestID):
      return ErrorMessage(
        "refused",
        "\(Self.words(action)) '\(place)' was answered with status \(status)"
          + (code.isEmpty ? "" : " (\(code))")
          + (requestID.isEmpty ? "" : ", request \(requestID)"),
        hint: "run the command again; nothing was changed", exit: .failed)
    case .malformedAnswer(_, let place, let fault):
      return ErrorMessage(
        "malformed-answer", "what '\(place)' was answered with is not what S3 says: \(Self.words(fault))",
        hint: "check --endpoint-url; it must be an S3-compatible store", exit: .failed)
    case .endlessListing(let place):
      return ErrorMessage(
        "malformed-answer", "the listing of '\(place)' does not come to an end",
        hint: "check --endpoint-url; it must be an S3-compatible store", exit: .failed)
    case .transport(_, .cancelled): return Self.cancelled
    case .transport(let place, let error):
      return ErrorMessage(
        "cannot-fetch", "cannot read '\(place)': \(Self.sentence(of: Self.withoutExcerpt(error)))",
        hint: Self.remedy(for: error), exit: .failed)
    }
  }

  private func credentialMessage(for error: S3Error) -> ErrorMessage {
    let hint =
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile of the shared file"
    switch error {
    case .noCredentials(let profile, let file):
      return ErrorMessage(
        "no-credentials",
        "there are no credentials for S3: neither in the environment nor for profile '\(profile)' in '\(file)'",
        hint: hint, exit: .wrongRequest)
    case .incompleteCredentials(let place, let missing):
      return ErrorMessage(
        "no-credentials", "the credentials of \(place) are not complete: \(missing) is missing", hint: hint,
        exit: .wrongRequest)
    case .unsupportedProfile(let profile, let file, let setting):
      return ErrorMessage(
        "no-credentials",
        "profile '\(profile)' of '\(file)' gets its credentials by \(setting), which is not built in",
        hint:
          "eval \"$(aws configure export-credentials --profile \(profile) --format env)\" puts them into the environment",
        exit: .wrongRequest)
    case .cannotReadFile(let path, let number):
      return ErrorMessage(
        "cannot-read", "cannot read '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: Self.exit(for: number))
    case .malformedFile(let path, let line):
      return ErrorMessage(
        "malformed-file", "'\(path)' is not a file of profiles: expected [profile] or name = value",
        at: ErrorLocation(file: path, line: line), exit: .wrongRequest)
    case .badCredentials(let fault, let keyID, let place):
      let (words, remedy) =
        switch fault {
        case .unknownKey:
          (
            "S3 does not know access key \(keyID)",
            "check AWS_ACCESS_KEY_ID or the profile, or use another (AWS_PROFILE)"
          )
        case .wrongSecret:
          (
            "the secret of access key \(keyID) is wrong",
            "check AWS_SECRET_ACCESS_KEY or the profile's secret; it may be cut or have spaces"
          )
        case .expiredToken:
          ("the session token of access key \(keyID) has expired", "get a new one and run the command again")
        case .wrongToken:
          (
            "the session token does not belong to access key \(keyID)",
            "set AWS_SESSION_TOKEN anew, or unset it for a key without one"
          )
        }
      return ErrorMessage(
        "bad-credentials", "cannot read '\(place)': \(words)", hint: remedy, exit: .failed)
    default: return ErrorMessage("unexpected", "something unforeseen went wrong: \(error)", exit: .failed)
    }
  }

  private static func words(_ action: S3Error.Action) -> String {
    switch action {
    case .list: "listing"
    case .read: "reading"
    }
  }

  private static func words(_ fault: S3MarkupFault) -> String {
    switch fault {
    case .malformed(let offset): "no XML at byte \(offset)"
    case .nestedTooDeep(let limit): "elements are nested deeper than \(limit) levels"
    case .missing(let element): "\(element) is missing"
    }
  }

  /// What may help against a failure of the network.
  private static func remedy(for error: HTTPError) -> String {
    switch error {
    case .insecure: "certificates are always checked; a store with its own needs --ca-file"
    case .malformedAddress, .malformedAnswer, .bodyTooLarge, .redirectRefused: "check --endpoint-url"
    case .unknownHost, .cannotConnect, .timedOut(.connecting, _, _):
      "check the network, --region and --endpoint-url"
    case .cannotReadCertificates: "--ca-file needs certificates as PEM"
    case .gaveUp(_, _, let last): remedy(for: last)
    case .timedOut, .connectionLost, .unexpectedStatus, .unusableAnswer, .cancelled:
      "run the command again; nothing was changed"
    }
  }

  /// The error without what the body said, which for S3 is markup.
  private static func withoutExcerpt(_ error: HTTPError) -> HTTPError {
    switch error {
    case .unexpectedStatus(let status, let address, _):
      .unexpectedStatus(status, address: address, excerpt: "")
    case .gaveUp(let attempts, let milliseconds, let last):
      .gaveUp(attempts: attempts, milliseconds: milliseconds, last: withoutExcerpt(last))
    default: error
    }
  }
}
