"""The demo press: invented outlets that publish unfolding stories over real HTTP. See `press.Press`."""
