import Connectors
import Crypto
import HTTPTransport
