"""Rights: what an owner may ask, how ownership is proved, what keeps a removed text away, what is signed; and what owners' signals mean.

Pure: what has to be looked up or fetched is handed in, decisions come back.
"""
