-- A little of everything that Lua programs do: objects, closures, strings, tables, sorting, floats, garbage.
-- Raises no errors and uses no coroutines, since both would need setjmp.

math.randomseed(42)
local seed = 12345
local function random(bound)
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return (seed >> 8) % bound
end

local function report(name, value)
    print(name .. ": " .. tostring(value))
end

-- Objects with methods, through metatables and inheritance.
local Shape = {}
Shape.__index = Shape
function Shape.new(kind, size) return setmetatable({size = size}, kind) end
function Shape:area() return 0 end
function Shape:grow(by) self.size = self.size + by return self end
local Square = setmetatable({}, Shape)
Square.__index = Square
function Square:area() return self.size * self.size end
local Circle = setmetatable({}, Shape)
Circle.__index = Circle
function Circle:area() return 3.25 * self.size * self.size end

local total = 0.0
for round = 1, scale * 25000 do
    local shape = Shape.new(round % 3 == 0 and Circle or Square, round % 17)
    total = total + shape:grow(1):area()
end
report("areas", total)

-- Closures that share a variable.
local function make_counter()
    local count = 0
    return function(by) count = count + by return count end, function() return count end
end
local sum = 0
for round = 1, scale * 1000 do
    local add, get = make_counter()
    for step = 1, 10 do add(step * round % 7) end
    sum = sum + get()
end
report("counters", sum)

-- Sorting with a comparison function, and by text.
local records = {}
for index = 1, scale * 1500 do
    records[index] = {key = random(100000), name = string.format("name-%05d", random(100000))}
end
table.sort(records, function(left, right)
    if left.key ~= right.key then return left.key < right.key end
    return left.name < right.name
end)
report("smallest", records[1].key .. " " .. records[1].name)
table.sort(records, function(left, right)
    if left.name ~= right.name then return left.name < right.name end
    return left.key < right.key
end)
report("last name", records[#records].name)

-- Strings: building, patterns, replacing, counting words.
local pieces = {}
for index = 1, scale * 1500 do
    pieces[#pieces + 1] = ({"falcon", "kestrel", "merlin", "hobby", "saker"})[random(5) + 1] .. random(100)
end
local text = table.concat(pieces, " ")
local counts, longest = {}, ""
for word in text:gmatch("%a+") do counts[word] = (counts[word] or 0) + 1 end
local names = {}
for name in pairs(counts) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do report(name, counts[name]) end
local replaced, times = text:gsub("(%a+)(%d+)", function(name, number)
    return tonumber(number) > 50 and number .. name or nil
end)
local hash = 0
for index = 1, #replaced do hash = (hash * 31 + replaced:byte(index)) % 1000000007 end
report("replaced", times .. " " .. #replaced .. " " .. hash)
for piece in (text:upper() .. text:rep(2, "|"):reverse()):gmatch("[^%d ]+") do
    if #piece > #longest then longest = piece end
end
report("longest", longest)

-- Numbers: a sieve, a matrix, a recursive function.
local composite, primes = {}, 0
for candidate = 2, scale * 20000 do
    if not composite[candidate] then
        primes = primes + 1
        for multiple = candidate * candidate, scale * 20000, candidate do composite[multiple] = true end
    end
end
report("primes", primes)

local size = 60
local function matrix(start)
    local rows = {}
    for row = 1, size do
        rows[row] = {}
        for column = 1, size do rows[row][column] = (start + row * column) % 10 / 4 end
    end
    return rows
end
local left, right = matrix(1), matrix(2)
local trace = 0.0
for _ = 1, (scale + 1) // 2 do
    local product = {}
    for row = 1, size do
        local line, from = {}, left[row]
        for column = 1, size do
            local value = 0.0
            for inner = 1, size do value = value + from[inner] * right[inner][column] end
            line[column] = value
        end
        product[row] = line
    end
    for index = 1, size do trace = trace + product[index][index] end
end
report("trace", trace)

local function fibonacci(number) return number < 2 and number or fibonacci(number - 1) + fibonacci(number - 2) end
for _ = 1, (scale + 4) // 5 do report("fibonacci", fibonacci(24)) end

-- Garbage: trees that live briefly.
local function tree(depth) return depth == 0 and {} or {tree(depth - 1), tree(depth - 1)} end
local function count(node) return node[1] and 1 + count(node[1]) + count(node[2]) or 1 end
local nodes = 0
for _ = 1, scale * 4 do nodes = nodes + count(tree(9)) end
report("nodes", nodes)
