"""The proxy of a class: all requests at once, where the library would let ten through and the others wait; TLS, which
the library only plans; and websockets as both ends mean them"""
import ssl, sys
from contextvars import ContextVar
from configurable_http_proxy import cli, configproxy, handlers
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.websocket import websocket_connect

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
# Of a websocket the library loses which protocol the server chose, which of a browser's messages are bytes, and its end
handling = ContextVar('handling')

def connect(request, on_message_callback):
    handler = handling.get()
    def hear(message):
        on_message_callback(message)
        if message is None: handler.close()
    return websocket_connect(request, on_message_callback=hear)

class Handler(handlers.ProxyHandler):
    async def start_ws_client(self, path=None):
        handling.set(self)
        await super().start_ws_client(path)

    def select_subprotocol(self, offered): return self.ws_client.selected_subprotocol

    def on_message(self, message):
        if not self.ws_client: return
        if self.target and self.target['prefix']: self.proxy.update_last_activity(self.target['prefix'])
        self.ws_client.write_message(message, binary=isinstance(message, bytes))

handlers.websocket_connect, configproxy.ProxyHandler = connect, Handler
AsyncHTTPClient.configure(None, max_clients=1000)
cli.main()
