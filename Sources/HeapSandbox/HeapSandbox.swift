import Hummingbird
import HummingbirdTLS
import Logging
