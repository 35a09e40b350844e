// Counts the words of its standard input, or of the file that its argument names: Zig's standard library with an allocator, a hash map, sorting, errors and files.
const std = @import("std");

const Entry = struct { word: []const u8, count: usize };

fn isBefore(_: void, left: Entry, right: Entry) bool {
    return if (left.count != right.count) left.count > right.count else std.mem.lessThan(u8, left.word, right.word);
}

fn readAll(allocator: std.mem.Allocator, name: ?[]const u8) ![]u8 {
    if (name) |path| {
        const file = try std.fs.cwd().openFile(path, .{});
        defer file.close();
        return file.readToEndAlloc(allocator, 1 << 20);
    }
    return std.io.getStdIn().readToEndAlloc(allocator, 1 << 20);
}

pub fn main() !void {
    var general = std.heap.GeneralPurposeAllocator(.{}){};
    defer if (general.deinit() == .leak) @panic("memory is lost");
    const allocator = general.allocator();
    const arguments = try std.process.argsAlloc(allocator);
    defer std.process.argsFree(allocator, arguments);

    const output = std.io.getStdOut().writer();
    const text = readAll(allocator, if (arguments.len > 1) arguments[1] else null) catch |err| {
        try output.print("cannot read: {s}\n", .{@errorName(err)});
        std.process.exit(1);
    };
    defer allocator.free(text);

    var counts = std.StringHashMap(usize).init(allocator);
    defer counts.deinit();
    var words = std.mem.tokenizeAny(u8, text, " \t\r\n.,;:!?()'\"-");
    var total: usize = 0;
    while (words.next()) |word| {
        const entry = try counts.getOrPut(word);
        entry.value_ptr.* = if (entry.found_existing) entry.value_ptr.* + 1 else 1;
        total += 1;
    }

    var entries = std.ArrayList(Entry).init(allocator);
    defer entries.deinit();
    var iterator = counts.iterator();
    while (iterator.next()) |entry| try entries.append(.{ .word = entry.key_ptr.*, .count = entry.value_ptr.* });
    std.sort.heap(Entry, entries.items, {}, isBefore);

    try output.print("{d} words, {d} different\n", .{ total, entries.items.len });
    for (entries.items[0..@min(10, entries.items.len)]) |entry| try output.print("{d: >4} {s}\n", .{ entry.count, entry.word });
}
