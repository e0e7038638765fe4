"""Tests of the judge over HTTP, mostly on a scripted pool; test_server.py runs the real thing."""
