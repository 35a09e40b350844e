-- Lua with its standard library: protected calls and errors of every kind, closures, metatables, coroutines, patterns, integers and floats, tables, packing, and files.
local folder = assert(arg[1], "the folder to work in")

-- Errors are C++ exceptions in this build: through functions of Lua and of C, through coroutines, and again from a handler.
local function check(amount)
    if amount < 0 then
        error({ code = 7, amount = amount })
    end
    return amount * 2
end

print("pcall", pcall(check, 21))
local ok, problem = pcall(check, -1)
print("table", ok, problem.code, problem.amount)
print("string", pcall(string.rep))
print("level", select(2, pcall(function() error("with a place", 1) end)):match("[^/]*$"))
print("handler", xpcall(function() local nothing; return nothing.field end, function(message) return message:match("attempt.*") end))
print("nested", pcall(pcall, error, "inner"))
print("sort", select(2, pcall(table.sort, { 3, 1, "x" })):match("attempt.*"))
local caught = 0
for round = 1, 10000 do
    if not pcall(check, -round) then
        caught = caught + 1
    end
end
print("caught", caught)
print("overflow", select(2, pcall(function() local function down(n) return 1 + down(n + 1) end return down(0) end)):match("stack overflow") ~= nil)

do
    local closed = {}
    pcall(function()
        local first <close> = setmetatable({}, { __close = function(_, reason) closed[#closed + 1] = "first " .. reason:match("%w+$") end })
        local second <close> = setmetatable({}, { __close = function(_, reason) closed[#closed + 1] = "second " .. reason:match("%w+$") end })
        error("failure")
    end)
    print("closed", table.concat(closed, ", "))
end

-- Coroutines, and errors that cross them.
local function primes(limit)
    return coroutine.wrap(function()
        local composite = {}
        for number = 2, limit do
            if not composite[number] then
                coroutine.yield(number)
                for multiple = number * number, limit, number do
                    composite[multiple] = true
                end
            end
        end
    end)
end

local list = {}
for prime in primes(50) do
    list[#list + 1] = prime
end
print("primes", table.concat(list, " "))
local failing = coroutine.create(function() coroutine.yield(1) error("within") end)
print("resume", coroutine.resume(failing))
print("resume", coroutine.resume(failing) == false, coroutine.status(failing))
print("yield across pcall", coroutine.wrap(function() return pcall(function() return coroutine.yield("out") end) end)())

-- Metatables.
local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ a[1] + b[1], a[2] + b[2] }, Vector) end
Vector.__eq = function(a, b) return a[1] == b[1] and a[2] == b[2] end
Vector.__tostring = function(v) return ("(%g, %g)"):format(v[1], v[2]) end
local sum = setmetatable({ 1, 2 }, Vector) + setmetatable({ 0.5, -2 }, Vector)
print("vector", tostring(sum), sum == setmetatable({ 1.5, 0 }, Vector))

-- Numbers and strings.
print("numbers", 7 // 2, -7 // 2, 7 % -3, 2^53 | 0, math.maxinteger + 1 == math.mininteger, 10 / 2, 3 | 4, 0x7fffffffffffffff)
print("format", ("%5.2f|%-6s|%q|%x|%g"):format(math.pi, "ab", "a\n\"b\"", 255, 1e100))
print("patterns", ("the quick brown fox"):gsub("(%w+) (%w+)", "%2 %1"), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print("pack", string.unpack("<i4 s1 d", string.pack("<i4 s1 d", -5, "text", 0.25)))
print("utf8", utf8.len("häß→"), utf8.char(0x2192, 0x1F600), #utf8.char(0x1F600))
local words = {}
for word in ("to be or not to be"):gmatch("%a+") do
    words[word] = (words[word] or 0) + 1
end
local names = {}
for name in pairs(words) do
    names[#names + 1] = name
end
table.sort(names, function(a, b) return words[a] > words[b] or (words[a] == words[b] and a < b) end)
for _, name in ipairs(names) do
    io.write(name, "=", words[name], " ")
end
print()

-- Code made while running.
print("load", load("local a, b = ... return a * b")(6, 7), load("this is not Lua") == nil)

-- Files.
local path = folder .. "/notes.txt"
local file = assert(io.open(path, "w"))
file:write("first\n", 2, "\n", 3.5, "\n")
file:close()
for line in io.lines(path) do
    io.write("[", line, "]")
end
print()
file = assert(io.open(path, "r+"))
print("size", file:seek("end"), file:seek("set", 6), file:read("n"), file:read("n"), file:read("a") == "\n")
file:close()
print("rename", os.rename(path, path .. ".old"), io.open(path) == nil, os.remove(path .. ".old"))
print("time", os.date("!%Y-%m-%d %H:%M:%S", 86400 * 365), os.time({ year = 1970, month = 1, day = 2, hour = 12 }) > 0)
collectgarbage()
print("memory", collectgarbage("count") < 10000)
