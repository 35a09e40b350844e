using Lanner.Text;

namespace Lanner.Wast;

/// <summary>Reads scripts.</summary>
internal sealed class ScriptParser
{
    private readonly TokenSequence _sequence;
    private readonly TokenReader _reader;
    private readonly ScriptValueParser _values;
    private bool _isInThread;
    private int _line = 1;
    private int _lineOffset;

    private ScriptParser(TokenSequence sequence)
    {
        _sequence = sequence;
        _reader = new TokenReader(_sequence);
        _values = new ScriptValueParser(_reader);
    }

    /// <exception cref="MalformedTextException">The text is not a script. Modules in it are not looked into.</exception>
    internal static ScriptCommand[] Parse(byte[] text) => Parse(Lexer.Read(text));

    /// <exception cref="MalformedTextException">The text is not a script. Modules in it are not looked into.</exception>
    internal static ScriptCommand[] Parse(TokenSequence sequence)
    {
        var parser = new ScriptParser(sequence);
        if (parser.IsModuleAlone())
        {
            return [new ModuleCommand(1, null, new TextModuleSource(parser._sequence, 0, null), IsDefinition: false)];
        }

        var commands = parser.ReadCommands();
        parser._reader.Expect(TokenKind.End);
        return commands;
    }

    /// <summary>Tests whether the script is just the fields of a module.</summary>
    private bool IsModuleAlone() =>
        _reader.IsOpen("func"u8) || _reader.IsOpen("type"u8) || _reader.IsOpen("rec"u8) || _reader.IsOpen("import"u8)
        || _reader.IsOpen("memory"u8) || _reader.IsOpen("table"u8) || _reader.IsOpen("global"u8) || _reader.IsOpen("tag"u8)
        || _reader.IsOpen("export"u8) || _reader.IsOpen("data"u8) || _reader.IsOpen("elem"u8) || _reader.IsOpen("start"u8);

    private ScriptCommand[] ReadCommands()
    {
        var commands = new List<ScriptCommand>();
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            commands.Add(ReadCommand());
        }

        return [.. commands];
    }

    private ScriptCommand ReadCommand()
    {
        var line = LineOf(_reader.Current.Start);
        if (_reader.IsOpen("module"u8))
        {
            return ReadModuleCommand(line);
        }

        if (_reader.IsOpen("invoke"u8) || _reader.IsOpen("get"u8))
        {
            return new ActionCommand(line, ReadAction());
        }

        _reader.Expect(TokenKind.LeftParenthesis);
        var command = ReadRest(line);
        _reader.ExpectRight();
        return command;
    }

    /// <summary>The line of a position behind the last one asked for. Counting each from the start would be quadratic.</summary>
    private int LineOf(int offset)
    {
        _line += _sequence.Source[_lineOffset..offset].Count((byte)'\n');
        _lineOffset = offset;
        return _line;
    }

    private ScriptCommand ReadRest(int line)
    {
        if (_reader.Accept("register"u8))
        {
            return new RegisterCommand(line, _reader.ReadName(), _reader.AcceptIdentifier());
        }

        if (_reader.Accept("assert_return"u8))
        {
            return new AssertReturnCommand(line, ReadAction(), _values.ReadPatterns());
        }

        if (_reader.Accept("assert_trap"u8))
        {
            return _reader.IsOpen("module"u8)
                ? new AssertModuleTrapCommand(line, ReadModule().Source, _reader.ReadName())
                : new AssertTrapCommand(line, ReadAction(), _reader.ReadName());
        }

        if (_reader.Accept("assert_exhaustion"u8))
        {
            return new AssertTrapCommand(line, ReadAction(), _reader.ReadName());
        }

        if (_reader.Accept("assert_exception"u8))
        {
            return new AssertExceptionCommand(line, ReadAction());
        }

        if (_reader.Accept("thread"u8))
        {
            return ReadThread(line);
        }

        if (_reader.Accept("wait"u8))
        {
            return new WaitCommand(line, ReadIdentifier());
        }

        ModuleFault? fault =
            _reader.Accept("assert_malformed"u8) ? ModuleFault.Malformed
            : _reader.Accept("assert_invalid"u8) ? ModuleFault.Invalid
            : _reader.Accept("assert_unlinkable"u8) ? ModuleFault.Unlinkable
            : _reader.Accept("assert_malformed_custom"u8) ? ModuleFault.MalformedCustom
            : _reader.Accept("assert_invalid_custom"u8) ? ModuleFault.InvalidCustom
            : null;
        return fault is { } known
            ? new AssertFaultCommand(line, known, ReadModule().Source, _reader.ReadName())
            : throw _reader.Unexpected("a command of a script, such as module or assert_return");
    }

    private ScriptCommand ReadModuleCommand(int line)
    {
        var start = _reader.Position;
        _reader.ExpectOpen("module"u8);
        if (_reader.Accept("instance"u8))
        {
            var instance = new InstanceCommand(line, _reader.AcceptIdentifier(), _reader.AcceptIdentifier());
            _reader.ExpectRight();
            return instance;
        }

        var isDefinition = _reader.IsKeyword("definition"u8);
        _reader.MoveTo(start);
        var (name, source) = ReadModule();
        return new ModuleCommand(line, name, source, isDefinition);
    }

    private (string? Name, ModuleSource Source) ReadModule()
    {
        var end = _reader.Current.Match;
        _reader.ExpectOpen("module"u8);
        _reader.Accept("definition"u8);
        var name = _reader.AcceptIdentifier();
        ModuleSource source;
        if (_reader.Accept("binary"u8))
        {
            source = new BinaryModuleSource(_reader.ReadStrings().ToArray());
        }
        else if (_reader.Accept("quote"u8))
        {
            source = new QuotedModuleSource(_reader.ReadStrings().ToArray());
        }
        else
        {
            source = new TextModuleSource(_sequence, _reader.Position, name);
            _reader.MoveTo(end);
        }

        _reader.ExpectRight();
        return (name, source);
    }

    private ScriptAction ReadAction()
    {
        var isInvocation = _reader.AcceptOpen("invoke"u8);
        if (!isInvocation)
        {
            _reader.ExpectOpen("get"u8);
        }

        var instance = _reader.AcceptIdentifier();
        var export = _reader.ReadName();
        ScriptAction action = isInvocation ? new InvokeAction(instance, export, _values.ReadArguments()) : new GetAction(instance, export);
        _reader.ExpectRight();
        return action;
    }

    private ThreadCommand ReadThread(int line)
    {
        if (_isInThread)
        {
            throw _reader.Malformed("a thread cannot start others");
        }

        _isInThread = true;
        var name = ReadIdentifier();
        var shared = new List<string>();
        while (_reader.AcceptOpen("shared"u8))
        {
            _reader.ExpectOpen("module"u8);
            shared.Add(ReadIdentifier());
            _reader.ExpectRight();
            _reader.ExpectRight();
        }

        var commands = ReadCommands();
        _isInThread = false;
        return new ThreadCommand(line, name, [.. shared], commands);
    }

    private string ReadIdentifier() => _reader.AcceptIdentifier() ?? throw _reader.Unexpected("an identifier");
}
