# Ruby 3.4 with its standard library: blocks, fibers, exceptions, pattern matching, big numbers, regular expressions, garbage collection, JSON and sets.
require "json"
require "set"
require "digest"

words = %w[pear apple fig apple pear apple]
p words.tally.sort_by { |word, count| [-count, word] }
p (1..Float::INFINITY).lazy.select(&:even?).map { _1 * _1 }.first(5)
fibonacci = Enumerator.new { |out| a, b = 0, 1; loop { out << a; a, b = b, a + b } }
p fibonacci.take(12), fibonacci.lazy.find { _1 > 10**30 }
fiber = Fiber.new { |x| loop { x = Fiber.yield(x * 2) } }
p [1, 2, 3].map { fiber.resume(_1) }
begin
  Integer("none")
rescue ArgumentError => error
  puts error.message
ensure
  puts "ensured"
end
p catch(:found) { [3, 8, 5].each { |n| throw :found, n if n > 5 } }
case { name: "square", sides: [1, 1, 1, 1] }
in { name: String => name, sides: [first, *rest] } then puts "#{name} #{first} #{rest.size}"
end
p 2**100, 7.fdiv(3).round(4), Rational(1, 3) + Rational(1, 6)
p "one 22 three 4444".scan(/\d+/), "naïve".unicode_normalize(:nfd).length
200.times { "x" * 1_000_000 }
GC.start
p GC.count > 0
puts JSON.generate(JSON.parse(JSON.generate({ "a" => [1, 2.5, nil, true] })))
p (Set[1, 2] | Set[2, 3]).to_a
puts Digest::SHA256.hexdigest("lanner")
$stdout.flush
