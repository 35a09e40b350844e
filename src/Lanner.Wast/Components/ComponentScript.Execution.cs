namespace Lanner.Wast.Components;

/// <content>The commands that execute.</content>
internal sealed partial class ComponentScript
{
    private void RunComponent()
    {
        if (_reader.Accept("instance"u8))
        {
            var instance = _reader.AcceptIdentifier();
            var component = _reader.AcceptIdentifier() ?? throw _reader.Unexpected("the component of an instance");
            if (_execution is null)
            {
                _counts.NotExecuted++;
                return;
            }

            _execution.Instantiate(instance, component);
            _counts.Instances++;
            return;
        }

        var isDefinition = _reader.Accept("definition"u8);
        var (identifier, binary) = ReadNamed();
        CheckComponent(binary);
        _counts.Components++;
        if (isDefinition)
        {
            _execution?.Define(identifier, binary);
        }
        else if (_execution is not null)
        {
            _execution.Instantiate(identifier, binary);
            _counts.Instances++;
        }
    }

    private void RunTrap()
    {
        var start = _reader.Current;
        var end = start.Match;
        byte[]? binary = null;

        // A component that traps when it is instantiated is valid.
        if (_reader.AcceptOpen("component"u8))
        {
            binary = ReadComponent();
            CheckComponent(binary);
            _counts.Components++;
        }
        else
        {
            _reader.ExpectOpen("invoke"u8);
        }

        if (_execution is null)
        {
            _counts.NotExecuted++;
            return;
        }

        var message = ScriptExecution.Trap(() =>
        {
            if (binary is null)
            {
                _execution.Invoke(_reader);
            }
            else
            {
                _execution.Instantiate(null, binary);
            }
        });
        _reader.MoveTo(end);
        _reader.ExpectRight();
        var expected = _reader.ReadName();
        if (message is null || !ComponentWordings.Matches(expected, message))
        {
            Fail(start, $"expected the trap \"{expected}\", found {message ?? "none"}");
            return;
        }

        _counts.Trapped++;
    }

    private void RunReturn()
    {
        if (_execution is null)
        {
            _counts.NotExecuted++;
            return;
        }

        var start = _reader.Current;
        _reader.ExpectOpen("invoke"u8);
        var actual = _execution.Invoke(_reader);
        var expected = ScriptValues.ReadAll(_reader);
        if (expected.Count == 0 ? actual is not null : actual is not { } value || !value.Equals(expected[0]))
        {
            Fail(start, $"expected {string.Join(", ", expected)}, found {actual?.ToString() ?? "nothing"}");
            return;
        }

        _counts.Returned++;
    }

    /// <summary>Makes a call, whose result nobody asks for.</summary>
    private void RunInvocation()
    {
        if (_execution is null)
        {
            _counts.NotExecuted++;
            return;
        }

        _execution.Invoke(_reader);
        _counts.Returned++;
    }

    /// <summary>Reads a component, and the identifier that it has.</summary>
    private (string? Identifier, byte[] Binary) ReadNamed()
    {
        var position = _reader.Position;
        var identifier = _reader.AcceptIdentifier();
        _reader.MoveTo(position);
        return (identifier, ReadComponent());
    }
}
