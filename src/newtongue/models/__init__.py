"""Where completions come from: transformers in process, any OpenAI-compatible server, a file."""
