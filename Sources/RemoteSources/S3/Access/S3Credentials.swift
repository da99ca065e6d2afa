/// What requests are signed with: the id of an access key, its secret and, for temporary keys, a token.
///
/// However it is printed, it shows the key's id at most.
package struct S3Credentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  package let keyID: String
  package let secret: String
  package let sessionToken: String?

  package init(keyID: String, secret: String, sessionToken: String? = nil) {
    self.keyID = keyID
    self.secret = secret
    self.sessionToken = sessionToken
  }

  package var description: String { "access key \(keyID)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["keyID": keyID]) }
}
