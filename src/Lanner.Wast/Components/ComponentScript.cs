using Lanner.Admission;
using Lanner.Components;
using Lanner.Components.Binary;
using Lanner.Components.Text;
using Lanner.Components.Validation;
using Lanner.Text;

namespace Lanner.Wast.Components;

/// <summary>The numbers of commands of scripts, by what has become of them.</summary>
internal sealed record ScriptCounts
{
    /// <summary>Components that were read, printed, read again and validated.</summary>
    public int Components { get; set; }

    /// <summary>Assertions that a component is malformed, which it is.</summary>
    public int Malformed { get; set; }

    /// <summary>Assertions that a component is not valid, which it is not.</summary>
    public int Invalid { get; set; }

    /// <summary>Components of which an instance was made.</summary>
    public int Instances { get; set; }

    /// <summary>Calls that have returned what they should.</summary>
    public int Returned { get; set; }

    /// <summary>Calls and instantiations that have trapped, as they should.</summary>
    public int Trapped { get; set; }

    /// <summary>Commands that execute, and so were not run.</summary>
    public int NotExecuted { get; set; }

    public static ScriptCounts operator +(ScriptCounts one, ScriptCounts other) => new()
    {
        Components = one.Components + other.Components,
        Malformed = one.Malformed + other.Malformed,
        Invalid = one.Invalid + other.Invalid,
        Instances = one.Instances + other.Instances,
        Returned = one.Returned + other.Returned,
        Trapped = one.Trapped + other.Trapped,
        NotExecuted = one.NotExecuted + other.NotExecuted,
    };
}

/// <summary>Runs the commands of a script. Components are read, validated and printed; the rest is executed where that is asked
/// for.</summary>
internal sealed partial class ComponentScript
{
    private readonly TokenReader _reader;
    private readonly WasmFeatures _features;
    private readonly ScriptExecution? _execution;
    private readonly List<(int Line, string Message)> _failures = [];
    private readonly ScriptCounts _counts = new();
    private volatile int _currentLine = 1;

    /// <summary>Makes a script that is to be run.</summary>
    /// <param name="sequence">The script.</param>
    /// <param name="features">The features of modules in it.</param>
    /// <param name="execution">Executes it; null if it is not executed.</param>
    public ComponentScript(TokenSequence sequence, WasmFeatures features, ScriptExecution? execution)
    {
        _reader = new TokenReader(sequence);
        _features = features;
        _execution = execution;
    }

    /// <summary>The valid components of a script, in the binary format.</summary>
    public List<byte[]> Binaries { get; } = [];

    /// <summary>The mistakes, each with the line of its command.</summary>
    public IReadOnlyList<(int Line, string Message)> Failures => _failures;

    /// <summary>The line of the command that is running.</summary>
    public int CurrentLine => _currentLine;

    /// <summary>The number of commands.</summary>
    public int Commands { get; private set; }

    public ScriptCounts Counts => _counts;

    /// <summary>Tests whether a script is about components: whether its first command has one.</summary>
    public static bool IsOne(TokenSequence sequence)
    {
        try
        {
            var reader = new TokenReader(sequence);
            if (reader.IsOpen("component"u8))
            {
                return true;
            }

            reader.Expect(TokenKind.LeftParenthesis);
            reader.Advance();
            return reader.IsOpen("component"u8);
        }
        catch (MalformedTextException)
        {
            // The runner of other scripts says so.
            return false;
        }
    }

    /// <summary>Runs a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="features">The features of modules in it.</param>
    /// <param name="executes">True if it is executed.</param>
    public static ComponentScript Run(byte[] text, WasmFeatures features = WasmFeatures.Default, bool executes = false)
    {
        using var execution = executes ? new ScriptExecution(new EngineOptions { Features = features }) : null;
        var script = new ComponentScript(Lexer.Read(text), features, execution);
        script.Run();
        return script;
    }

    /// <summary>Runs all commands.</summary>
    /// <exception cref="MalformedTextException">The text is not a script.</exception>
    public void Run()
    {
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            var start = _reader.Current;
            var end = start.Match;
            Commands++;
            _currentLine = _reader.Sequence.Locate(start.Start).Line;
            try
            {
                RunCommand();
            }
            catch (Exception error) when (error is LannerException or ComponentLinkException or ArgumentException
                or InvalidOperationException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException)
            {
                Fail(start, error is LannerException ? error.Message : error.ToString());
            }

            _reader.MoveTo(end);
            _reader.ExpectRight();
        }

        _reader.Expect(TokenKind.End);
    }

    private void Fail(Token token, string message) => _failures.Add((_reader.Sequence.Locate(token.Start).Line, message));

    private void RunCommand()
    {
        if (_reader.AcceptOpen("component"u8))
        {
            RunComponent();
        }
        else if (_reader.AcceptOpen("assert_malformed"u8))
        {
            RunAssertion(isMalformed: true);
        }
        else if (_reader.AcceptOpen("assert_invalid"u8))
        {
            RunAssertion(isMalformed: false);
        }
        else if (_reader.AcceptOpen("assert_trap"u8))
        {
            RunTrap();
        }
        else if (_reader.AcceptOpen("assert_return"u8))
        {
            RunReturn();
        }
        else if (_reader.AcceptOpen("invoke"u8))
        {
            RunInvocation();
        }
        else
        {
            throw _reader.Unexpected("a command");
        }
    }

    private byte[] ReadComponent() => TextComponent.ReadContent(_reader, _features).ToArray();

    /// <summary>Validates a component, and sees that printing and reading it gives it back.</summary>
    private void CheckComponent(byte[] binary)
    {
        Validate(binary);
        Binaries.Add(binary);
        RoundTrip.Check(binary, _features);
    }

    private void Validate(byte[] binary) =>
        ComponentValidator.Validate(ComponentDecoder.Decode(binary, _features), new ModuleAdmission(new EngineLimits()));

    private void RunAssertion(bool isMalformed)
    {
        var start = _reader.Current;
        var end = start.Match;
        _reader.ExpectOpen("component"u8);
        string? actual = null;
        var isRight = false;
        try
        {
            Validate(ReadComponent());
        }
        catch (MalformedModuleException error)
        {
            (actual, isRight) = (error.Reason, isMalformed);
        }
        catch (InvalidModuleException error)
        {
            (actual, isRight) = (error.Reason, !isMalformed);
        }

        _reader.MoveTo(end);
        _reader.ExpectRight();
        var expected = _reader.ReadName();
        if (actual is null)
        {
            Fail(start, $"expected an error \"{expected}\", found none");
        }
        else if (!isRight || !ComponentWordings.Matches(expected, actual))
        {
            var kind = isMalformed ? "malformed" : "invalid";
            Fail(start, $"expected {kind} \"{expected}\", found {(isRight ? "" : "the other kind, ")}\"{actual}\"");
        }
        else if (isMalformed)
        {
            _counts.Malformed++;
        }
        else
        {
            _counts.Invalid++;
        }
    }
}
