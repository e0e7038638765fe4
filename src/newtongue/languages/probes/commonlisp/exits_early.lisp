  (sb-ext:exit :code 0))
