"""The same requests to the double and to other servers, answer beside answer."""
