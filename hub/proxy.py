"""The proxy of a class: all requests at once, where the library would let ten through and the others wait; and TLS,
which the library only plans"""
import ssl, sys
from configurable_http_proxy import cli
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer

def taken(option):
    "The value of this option, which the library must not see; None where it isn't given"
    if option not in sys.argv: return None
    at = sys.argv.index(option)
    _, value = sys.argv[at:at + 2]
    del sys.argv[at:at + 2]
    return value

key, certificate = taken('--ssl-key'), taken('--ssl-cert')
if certificate:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    servers = iter([tls]) # the first server that is made is the class's, the second the hub's own way to the proxy
    cli.HTTPServer = lambda app: HTTPServer(app, ssl_options=next(servers, None))
    sys.argv.append('--custom-header=X-Scheme:https') # so that hub and servers know, and cookies are secure
AsyncHTTPClient.configure(None, max_clients=1000)
cli.main()
