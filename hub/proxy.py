"""The proxy of a class: all requests at once, where the library would let ten through and the others wait"""
from configurable_http_proxy.cli import main
from tornado.httpclient import AsyncHTTPClient

AsyncHTTPClient.configure(None, max_clients=1000)
main()
