using System.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Every numeric instruction with a constant of every special kind at each operand, come by in every way that the JIT sees
/// through, gives what it gives with operands that nobody knows: those of a function's parameters. No other engine is asked.</summary>
public sealed class ConstantOperandTests
{
    public static TheoryData<string> Families =>
        [.. NumericForms.All.Select(form => FamilyOf(form.Name)).Distinct()];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_constant_operand_is_the_same_as_one_that_is_not_known(string family)
    {
        var wrong = new List<string>();
        foreach (var form in NumericForms.All.Where(form => FamilyOf(form.Name) == family))
        {
            for (var position = 0; position < form.Operands.Length; position++)
            {
                Compare(form, position, wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_same_value_at_both_operands_is_the_same_as_two_values(string family)
    {
        var wrong = new List<string>();
        foreach (var form in NumericForms.All.Where(
            form => FamilyOf(form.Name) == family && form.Operands.Length == 2 && form.Operands[0] == form.Operands[1]))
        {
            var type = NumericForms.TypeOf(form.Operands[0]);
            var result = NumericForms.TypeOf(form.Result);
            using var guest = new Guest($"""
                (module
                  (func (export "two") (param {type} {type}) (result {result}) {form.On("(local.get 0)", "(local.get 1)")})
                  (func (export "twice") (param {type}) (result {result}) {form.On("(local.get 0)", "(local.get 0)")})
                  (func (export "copied") (param {type}) (result {result}) (local $copy {type})
                    (local.set $copy (local.get 0)) {form.On("(local.get 0)", "(local.get $copy)")})
                  (func $id (param {type}) (result {type}) (local.get 0))
                  (func (export "called") (param {type}) (result {result}) (local $copy {type})
                    (local.set $copy (call $id (local.get 0))) {form.On("(local.get $copy)", "(local.get $copy)")}))
                """);
            foreach (var value in NumericForms.ValuesOf(form.Operands[0]).Where(value => !Traps(form, value, value)))
            {
                var expected = guest.Invoke("two", value, value)[0];
                foreach (var way in new[] { "twice", "copied", "called" })
                {
                    Note(form, way, expected, guest.Invoke(way, value)[0], wrong);
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    /// <summary>Composes each pair of instructions of which one takes what the other gives.</summary>
    [Theory]
    [InlineData('i')]
    [InlineData('I')]
    [InlineData('f')]
    [InlineData('F')]
    [InlineData('v')]
    public void An_instruction_on_the_result_of_another_is_the_same_as_on_a_value_that_is_not_known(char between)
    {
        var inner = NumericForms.All.Where(form => form.Operands.Length == 1 && form.Result == between).ToArray();
        var outer = NumericForms.All.Where(form => form.Operands.Length == 1 && form.Operands[0] == between).ToArray();
        var wrong = new List<string>();
        foreach (var first in inner)
        {
            var type = NumericForms.TypeOf(first.Operands[0]);
            var text = new StringBuilder("(module\n").AppendLine(
                $"(func (export \"first\") (param {type}) (result {NumericForms.TypeOf(between)}) {first.On("(local.get 0)")})");
            for (var index = 0; index < outer.Length; index++)
            {
                var result = NumericForms.TypeOf(outer[index].Result);
                text.AppendLine(
                    $"(func (export \"second{index}\") (param {NumericForms.TypeOf(between)}) "
                    + $"(result {result}) {outer[index].On("(local.get 0)")})");
                text.AppendLine(
                    $"(func (export \"both{index}\") (param {type}) (result {result}) {outer[index].On(first.On("(local.get 0)"))})");
                text.AppendLine($"""
                    (func (export "local{index}") (param {type}) (result {result}) (local $x {NumericForms.TypeOf(between)})
                      (local.set $x {first.On("(local.get 0)")}) {outer[index].On("(local.get $x)")})
                    """);
            }

            using var guest = new Guest(text.Append(')').ToString());
            foreach (var value in NumericForms.ValuesOf(first.Operands[0]).Where(value => !Traps(first, value)))
            {
                var middle = guest.Invoke("first", value)[0];
                for (var index = 0; index < outer.Length; index++)
                {
                    if (!Traps(outer[index], middle))
                    {
                        var expected = guest.Invoke($"second{index}", middle)[0];
                        foreach (var way in new[] { "both", "local" })
                        {
                            var found = guest.Invoke($"{way}{index}", value)[0];
                            if (!(NumericForms.Agree(outer[index], expected, found)
                                || (first.MakesNaN && NumericForms.IsOfOpenNaN(middle))))
                            {
                                wrong.Add($"{way} {outer[index].Text} of {first.Text} of {value}: {expected} expected, {found} found");
                            }
                        }
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    private static void Compare(NumericForm form, int position, List<string> wrong)
    {
        var letter = form.Operands[position];
        var constants = letter == 'v' ? NumericForms.VectorsFor(form.Name) : NumericForms.ValuesOf(letter);
        var type = NumericForms.TypeOf(letter);
        var result = NumericForms.TypeOf(form.Result);
        var others = form.Operands.Remove(position, 1);
        var text = new StringBuilder("(module\n")
            .AppendLine($"(type $box (struct (field (mut {type}))))")
            .AppendLine($"(global $g (mut {type}) {NumericForms.Constant(constants[0])})")
            .AppendLine(
                $"(func (export \"unknown\") (param {string.Join(' ', form.Operands.Select(NumericForms.TypeOf))}) "
                + $"(result {result}) {form.On(form.Operands.Select((_, index) => $"(local.get {index})"))})");
        for (var index = 0; index < constants.Length; index++)
        {
            if (letter != 'v')
            {
                // Known by a branch.
                text.AppendLine($"""
                    (func (export "known{index}") (param {string.Join(' ', form.Operands.Select(NumericForms.TypeOf))}) (result {result})
                      (if ({type}.ne (local.get {position}) {NumericForms.Constant(constants[index])}) (then (unreachable)))
                      {form.On(form.Operands.Select((_, operand) => $"(local.get {operand})"))})
                    """);
            }

            foreach (var (way, preparation, operand) in WaysOf(letter, constants[index]))
            {
                var operands = Enumerable.Range(0, others.Length).Select(other => $"(local.get {other})").ToList();
                operands.Insert(position, operand);
                text.AppendLine($"""
                    (func (export "{way}{index}") (param {string.Join(' ', others.Select(NumericForms.TypeOf))}) (result {result})
                      (local $x {type}) (local $box (ref null $box))
                      {preparation} {form.On(operands)})
                    """);
            }
        }

        using var guest = new Guest(text.Append(')').ToString());
        foreach (var rest in Tuples(others))
        {
            for (var index = 0; index < constants.Length; index++)
            {
                var arguments = rest.ToList();
                arguments.Insert(position, constants[index]);
                if (Traps(form, [.. arguments]))
                {
                    continue;
                }

                var expected = guest.Invoke("unknown", [.. arguments])[0];
                if (letter is 'i' or 'I' || (letter is 'f' or 'F' && !NumericForms.IsOfOpenNaN(constants[index])))
                {
                    Note(form, $"known {constants[index]} at {position} beside {string.Join(' ', rest)}", expected, guest.Invoke(
                        $"known{index}", [.. arguments])[0], wrong);
                }

                foreach (var (way, _, _) in WaysOf(letter, constants[index]))
                {
                    Note(form, $"{way} {constants[index]} at {position} beside {string.Join(' ', rest)}", expected, guest.Invoke(
                        $"{way}{index}", rest)[0], wrong);
                }
            }
        }
    }

    /// <summary>Returns the ways in which a constant comes to an instruction: what is done before, and the operand.</summary>
    private static IEnumerable<(string Way, string Preparation, string Operand)> WaysOf(char letter, Value value)
    {
        var constant = NumericForms.Constant(value);
        yield return ("direct", "", constant);
        yield return ("computed", "", NumericForms.Computed(value));
        yield return ("local", $"(local.set $x {constant})", "(local.get $x)");
        yield return ("computed-local", $"(local.set $x {NumericForms.Computed(value)})", "(local.get $x)");
        yield return ("global", $"(global.set $g {constant})", "(global.get $g)");
        yield return ("field", $"(local.set $box (struct.new $box {constant}))", "(struct.get $box 0 (local.get $box))");
        yield return ("select", $"(local.set $x {constant})", $"(select (local.get $x) {constant} (i32.const 1))");
        yield return ("block", "", $"(block (result {NumericForms.TypeOf(letter)}) (br 0 {constant}))");
        if (value == NumericForms.ValuesOf(letter)[0])
        {
            yield return ("default", "", "(local.get $x)");
        }
    }

    private static IEnumerable<Value[]> Tuples(string types) => types.Length switch
    {
        0 => [[]],
        1 => NumericForms.ValuesOf(types[0]).Select(value => new[] { value }),
        _ => NumericForms.ValuesOf(types[0]).Zip(NumericForms.ValuesOf(types[0]).Reverse(), (one, other) => new[] { one, other }),
    };

    private static void Note(NumericForm form, string way, Value expected, Value found, List<string> wrong)
    {
        if (!NumericForms.Agree(form, expected, found))
        {
            wrong.Add($"{form.Text} {way}: {expected} expected, {found} found");
        }
    }

    private static bool Traps(NumericForm form, params Value[] operands)
    {
        var operation = form.Name[(form.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return operation switch
        {
            "div_s" or "div_u" or "rem_s" or "rem_u" => operands[1].Kind == WasmValueKind.I32
                ? operands[1].AsInt32() == 0 || (operation == "div_s" && operands[1].AsInt32() == -1)
                : operands[1].AsInt64() == 0 || (operation == "div_s" && operands[1].AsInt64() == -1),
            "trunc_f32_s" or "trunc_f32_u" => !(MathF.Abs(operands[0].AsSingle()) < 1),
            "trunc_f64_s" or "trunc_f64_u" => !(Math.Abs(operands[0].AsDouble()) < 1),
            _ => false,
        };
    }

    /// <summary>Returns the name under which instructions are tested together: scalars of one type, lanes of one shape.</summary>
    private static string FamilyOf(string name) => name[..name.IndexOf('.', StringComparison.Ordinal)];
}
