using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <content>The operand stack and the control stack.</content>
internal sealed partial class FunctionValidator
{
    private WasmValueType[] _operands = new WasmValueType[64];
    private int _height;

    private ControlFrame[] _frames = new ControlFrame[16];
    private int _depth;

    /// <summary>The start of the innermost block on the operand stack, a copy of what its frame says.</summary>
    private int _floor;

    private ref ControlFrame Innermost => ref _frames[_depth - 1];

    /// <summary>True if the stack is empty in unreachable code, where it gives as many operands of whatever type as anyone takes.</summary>
    private bool HasAnyOperands => _height <= _floor && Innermost.IsUnreachable;

    private void Start(BlockType type)
    {
        _height = 0;
        _depth = 0;
        _catchingDepth = 0;
        _catchingDepths = 0;
        PushFrame(Opcode.Block, type);
    }

    private void Push(WasmValueKind kind) => Push(WasmValueType.OfKind(kind));

    private void Push(WasmValueType type)
    {
        if (_height == _operands.Length)
        {
            GrowOperands(1);
        }

        _operands[_height++] = type;
    }

    private void Push(ReadOnlySpan<WasmValueType> types)
    {
        if (_operands.Length - _height < types.Length)
        {
            GrowOperands(types.Length);
        }

        _cost += types.Length;
        types.CopyTo(_operands.AsSpan(_height));
        _height += types.Length;
    }

    private void GrowOperands(int count)
    {
        if (_height + count > ModuleLimits.Operands)
        {
            throw Invalid($"too many operands: Lanner takes at most {ModuleLimits.Operands} on the stack");
        }

        Array.Resize(ref _operands, Math.Min(ModuleLimits.Operands, Math.Max(_operands.Length * 2, _height + count)));
    }

    /// <summary>Takes an operand of any type. In unreachable code there is always one, of the bottom type.</summary>
    private WasmValueType Pop()
    {
        if (_height > _floor)
        {
            return _operands[--_height];
        }

        return Innermost.IsUnreachable
            ? WasmValueType.Bottom
            : throw Invalid($"type mismatch: {Mnemonic} needs an operand but the stack is empty here");
    }

    private void Pop(WasmValueKind kind)
    {
        if (_height > _floor && _operands[_height - 1].Kind == kind)
        {
            _height--;
        }
        else
        {
            Pop(WasmValueType.OfKind(kind));
        }
    }

    private WasmValueType Pop(WasmValueType expected)
    {
        if (_height > _floor)
        {
            var found = _operands[--_height];
            return found.IsSubtypeOf(expected) ? found : throw Invalid($"type mismatch: {Mnemonic} expects {expected} but found {found}");
        }

        return Innermost.IsUnreachable
            ? WasmValueType.Bottom
            : throw Invalid($"type mismatch: {Mnemonic} expects {expected} but the stack is empty here");
    }

    /// <summary>Takes a reference of any type. In unreachable code it is the bottom reference.</summary>
    private WasmValueType PopReference()
    {
        var found = Pop();
        if (found.IsBottom)
        {
            return WasmValueType.BottomReference;
        }

        return found.IsReference ? found : throw Invalid($"type mismatch: {Mnemonic} expects a reference but found {found}");
    }

    /// <summary>Takes operands of these types, the last from the top.</summary>
    private void Pop(ReadOnlySpan<WasmValueType> types)
    {
        _cost += types.Length;
        for (var index = types.Length - 1; index >= 0; index--)
        {
            if (_height <= _floor)
            {
                if (Innermost.IsUnreachable)
                {
                    return;
                }

                throw OperandsDiffer(types, types.Length - 1 - index);
            }

            if (!_operands[_height - 1].IsSubtypeOf(types[index]))
            {
                throw OperandsDiffer(types, types.Length - 1 - index);
            }

            _height--;
        }
    }

    /// <summary>Checks that operands of these types are on the stack and leaves them there.</summary>
    private void Peek(ReadOnlySpan<WasmValueType> types)
    {
        var height = _height;
        Pop(types);
        _height = height;
    }

    private InvalidModuleException OperandsDiffer(ReadOnlySpan<WasmValueType> types, int popped)
    {
        var top = _height + popped;
        var start = Math.Max(_floor, top - types.Length);
        return Invalid(
            $"type mismatch: instruction requires {List(types)} but stack has {List(_operands.AsSpan(start, top - start))} ({Mnemonic})");
    }

    /// <summary>Marks the rest of the block as unreachable: operands are gone, and any may be taken.</summary>
    private void MarkUnreachable()
    {
        _height = _floor;
        Innermost.IsUnreachable = true;
    }

    /// <summary>Opens a block at the present height of the stack.</summary>
    private void PushFrame(Opcode opcode, in BlockType type)
    {
        if (_depth == ModuleLimits.BlockNesting)
        {
            throw BlockBalance.TooDeep(_offset);
        }

        EnterCatching(opcode);
        if (_depth == _frames.Length)
        {
            Array.Resize(ref _frames, _depth * 2);
        }

        _frames[_depth++] = new ControlFrame
        {
            Opcode = opcode,
            Type = type,
            Height = _height,
            InitializedLocals = _locals.InitializedCount,
            LastBranchTable = -1,
        };
        _floor = _height;
    }

    /// <summary>Checks that the innermost block ends with its results on the stack and nothing else, and takes them.</summary>
    private void PopResults()
    {
        ref var frame = ref Innermost;
        Pop(frame.Type.Results);
        if (_height != _floor)
        {
            var stack = _operands.AsSpan(_floor, _height + frame.Type.ResultCount - _floor);
            throw Invalid($"type mismatch: block requires {List(frame.Type.Results)} but stack has {List(stack)}");
        }

        _locals.UninitializeDownTo(frame.InitializedLocals);
    }

    private void PopFrame()
    {
        LeaveCatching(Innermost.Opcode);
        _depth--;
        _floor = _depth == 0 ? 0 : _frames[_depth - 1].Height;
    }

    private static string List(ReadOnlySpan<WasmValueType> types)
    {
        // Of a long list the end says enough.
        const int Longest = 8;
        var shown = types.Length > Longest ? types[^Longest..] : types;
        return $"[{(types.Length > Longest ? "… " : "")}{string.Join(' ', shown.ToArray())}]";
    }
}
