using System.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Loads of fewer bytes than their value has, before every instruction that takes it: no more is read than that.
/// (<c>JitQuirks.ReinterpretationOfNarrowLoad</c>.)</summary>
public sealed class NarrowLoadTests
{
    private const int LastByte = 65535;

    /// <summary>The sources of a narrow value, and the type of the value. Each is of the byte, half or word at the address in the first
    /// parameter, which is in the structure and the array too.</summary>
    private static readonly (string Name, string Text, char Type, int Width)[] Sources =
    [
        ("load8_u", "(i32.load8_u (local.get 0))", 'i', 1), ("load8_s", "(i32.load8_s (local.get 0))", 'i', 1),
        ("load16_u", "(i32.load16_u (local.get 0))", 'i', 2), ("load16_s", "(i32.load16_s (local.get 0))", 'i', 2),
        ("atomic8", "(i32.atomic.load8_u (local.get 0))", 'i', 1), ("atomic16", "(i32.atomic.load16_u (local.get 0))", 'i', 2),
        ("field8_u", "(struct.get_u $s 0 (global.get $box))", 'i', 0), ("field8_s", "(struct.get_s $s 0 (global.get $box))", 'i', 0),
        ("field16_u", "(struct.get_u $s 1 (global.get $box))", 'i', 0), ("field16_s", "(struct.get_s $s 1 (global.get $box))", 'i', 0),
        ("element8_u", "(array.get_u $bytes (global.get $array8) (i32.const 1))", 'i', 0),
        ("element8_s", "(array.get_s $bytes (global.get $array8) (i32.const 1))", 'i', 0),
        ("element16_s", "(array.get_s $halves (global.get $array16) (i32.const 1))", 'i', 0),
        ("element16_u", "(array.get_u $halves (global.get $array16) (i32.const 1))", 'i', 0),
        ("masked", "(i32.and (i32.load8_s (local.get 0)) (i32.const 255))", 'i', 1),
        ("extended", "(i32.extend8_s (i32.load8_u (local.get 0)))", 'i', 1),
        ("wrapped", "(i32.wrap_i64 (i64.load8_u (local.get 0)))", 'i', 1),
        ("or-nothing", "(i32.or (i32.load8_u (local.get 0)) (i32.const 0))", 'i', 1),
        ("load8_u", "(i64.load8_u (local.get 0))", 'I', 1), ("load8_s", "(i64.load8_s (local.get 0))", 'I', 1),
        ("load16_u", "(i64.load16_u (local.get 0))", 'I', 2), ("load16_s", "(i64.load16_s (local.get 0))", 'I', 2),
        ("load32_u", "(i64.load32_u (local.get 0))", 'I', 4), ("load32_s", "(i64.load32_s (local.get 0))", 'I', 4),
        ("atomic8", "(i64.atomic.load8_u (local.get 0))", 'I', 1), ("atomic16", "(i64.atomic.load16_u (local.get 0))", 'I', 2),
        ("atomic32", "(i64.atomic.load32_u (local.get 0))", 'I', 4),
        ("extended8", "(i64.extend_i32_s (i32.load8_s (local.get 0)))", 'I', 1),
        ("field16", "(i64.extend_i32_u (struct.get_u $s 1 (global.get $box)))", 'I', 0),
    ];

    [Theory]
    [InlineData('i', MemoryMode.Guarded)]
    [InlineData('i', MemoryMode.Checked)]
    [InlineData('I', MemoryMode.Guarded)]
    [InlineData('I', MemoryMode.Checked)]
    public void An_instruction_on_a_narrow_load_sees_no_more_than_was_loaded(char type, MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var wrong = new List<string>();
        var sources = Sources.Where(source => source.Type == type).ToArray();
        foreach (var form in NumericForms.All.Where(form => form.Operands.Contains(type)))
        {
            for (var position = 0; position < form.Operands.Length; position++)
            {
                if (form.Operands[position] == type)
                {
                    Compare(form, position, sources, mode, wrong);
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    private static void Compare(
        NumericForm form, int position, (string Name, string Text, char Type, int Width)[] sources, MemoryMode mode, List<string> wrong)
    {
        var result = NumericForms.TypeOf(form.Result);
        var type = NumericForms.TypeOf(form.Operands[position]);
        var others = form.Operands.Remove(position, 1);
        var otherTypes = string.Join(' ', others.Select(NumericForms.TypeOf));
        var text = new StringBuilder($"""
            (module
              (memory 1)
              (type $s (struct (field (mut i8)) (field (mut i16)) (field (mut i32))))
              (type $bytes (array (mut i8)))
              (type $halves (array (mut i16)))
              (global $box (ref $s) (struct.new $s (i32.const 0x81) (i32.const 0x9281) (i32.const 0x7fc01234)))
              (global $array8 (ref $bytes) (array.new_fixed $bytes 4 (i32.const 0x11) (i32.const 0x81) (i32.const 0x92) (i32.const 0xa3)))
              (global $array16 (ref $halves) (array.new_fixed $halves 3 (i32.const 0x11) (i32.const 0x9281) (i32.const 0xb4a3)))
              (data (i32.const 0) "\81\92\a3\b4\c5\d6\e7\f8")
              (data (i32.const {LastByte - 7}) "\f8\e7\d6\c5\b4\a3\92\81")
              (func (export "unknown") (param {string.Join(' ', form.Operands.Select(NumericForms.TypeOf))}) (result {result})
                {form.On(form.Operands.Select((_, index) => $"(local.get {index})"))})

            """);
        foreach (var (name, source, _, _) in sources)
        {
            text.AppendLine($"(func (export \"{name}\") (param i32) (result {type}) {source})");
            foreach (var (way, preparation, operand) in new[] { ("direct", "", source),
                ("local", $"(local.set $x {source})", "(local.get $x)") })
            {
                var operands = Enumerable.Range(1, others.Length).Select(other => $"(local.get {other})").ToList();
                operands.Insert(position, operand);
                text.AppendLine(
                    $"(func (export \"{way} {name}\") (param i32 {otherTypes}) (result {result}) (local $x {type}) "
                    + $"{preparation} {form.On(operands)})");
            }
        }

        using var guest = new Guest(text.Append(')').ToString(), options: new EngineOptions { MemoryMode = mode });
        foreach (var (name, source, _, width) in sources)
        {
            foreach (var address in new[] { 0, LastByte + 1 - Math.Max(width, 1) })
            {
                var value = guest.Invoke(name, address)[0];
                var rest = others.Select(letter => NumericForms.ValuesOf(letter)[5]).ToList();
                var operands = rest.ToList();
                operands.Insert(position, value);
                var expected = guest.Invoke("unknown", [.. operands])[0];
                foreach (var way in new[] { "direct", "local" })
                {
                    var found = guest.Invoke($"{way} {name}", [address, .. rest])[0];
                    if (!NumericForms.Agree(form, expected, found))
                    {
                        wrong.Add($"{form.Text} of {source} at {address}, {way}: {expected} expected, {found} found");
                    }
                }
            }
        }
    }
}
