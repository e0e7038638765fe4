  (os.exit 0))
