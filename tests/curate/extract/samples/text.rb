# frozen_string_literal: true

# Turns a title into lower-case words
# with hyphens between them.
def slug(title, limit = 40)
  words = title.downcase.scan(/[a-z0-9]+/)
  words.join('-')[0, limit]
end

class Counter
  # Counts one more of a kind, and gives the count so far.
  def add(kind)
    @counts[kind] ||= 0
    @counts[kind] += 1
  end

  def bare(x)
    y = x + 1
    y * 2
  end
end
