using Lanner.Admission;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <summary>Validates function bodies and constant expressions: one pass over the instructions with a stack of operand types and a stack of
/// open blocks (specification chapter 3.4 and appendix "Validation Algorithm"). One validator goes through many bodies and keeps its
/// stacks.</summary>
/// <remarks>The rules of plain instructions stand in <see cref="OpcodeTable"/> as signatures; the other files of this class hold those that
/// depend on more.</remarks>
internal sealed partial class FunctionValidator
{
    private readonly ModuleDefinition _module;
    private readonly DeclaredFunctions _declared;
    private readonly LocalTypes _locals = new();
    private readonly int _codeEnd;
    private readonly CompilationBudget _budget;

    /// <summary>The cost so far of the code at hand, and the cost at which to look at the clock and at what it may cost.</summary>
    private int _cost;
    private int _nextCheck;
    private int _mostCost;

    /// <summary>The instruction at hand, for errors.</summary>
    private Opcode _opcode;
    private int _offset;

    internal FunctionValidator(ModuleDefinition module, DeclaredFunctions declared, CompilationBudget budget)
    {
        _budget = budget;
        _module = module;
        _declared = declared;
        _codeEnd = BodyWalker.CodeEnd(module);
    }

    /// <summary>Validates the body of a function that the module defines.</summary>
    /// <returns>The cost (<see cref="CompilationBudget"/>).</returns>
    /// <exception cref="InvalidModuleException">A rule is broken.</exception>
    /// <exception cref="ResourceLimitException">It costs too much, or the time is up.</exception>
    /// <exception cref="MalformedModuleException">The bytes are not instructions.</exception>
    internal int Validate(in FunctionDefinition function)
    {
        StartCounting(function.Body);
        var reader = FunctionBody.Open(_module, function, out var locals);
        _isConstant = false;
        _visibleGlobals = _module.Globals.Length;
        _locals.Reset(function.Type.ParameterArray, locals);
        Start(new BlockType(function.Type, default, HasResult: false));
        while (reader.Read(out var instruction))
        {
            Validate(in instruction);
            if (_depth == 0)
            {
                BodyWalker.RequireAtEnd(reader.Position, function.Body);
                _budget.Spend(_cost);
                return _cost;
            }
        }

        throw BodyWalker.MissingEnd(function.Body, _codeEnd, _module.Bytes.Length);
    }

    private void StartCounting(ByteRange code)
    {
        _cost = 0;
        _mostCost = CompilationBudget.MostOf(code);
        _nextCheck = Math.Min(CompilationBudget.Step, _mostCost);
        _budget.CheckTime();
    }

    private void CheckBudget()
    {
        if (_cost >= _mostCost)
        {
            throw CompilationBudget.TooMuch("A function", _mostCost);
        }

        _budget.CheckTime();
        _nextCheck = Math.Min(_cost + CompilationBudget.Step, _mostCost);
    }

    private void Validate(in Instruction instruction)
    {
        _offset = instruction.Offset;
        _opcode = instruction.Opcode;
        if (++_cost >= _nextCheck)
        {
            CheckBudget();
        }

        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                ValidateLocalGet(instruction.Index);
                break;
            case Opcode.LocalSet:
                ValidateLocalSet(instruction.Index);
                break;
            case Opcode.LocalTee:
                ValidateLocalSet(instruction.Index);
                Push(_locals[(int)instruction.Index]);
                break;
            case Opcode.I32Const:
                Push(WasmValueKind.I32);
                break;
            default:
                var info = OpcodeTable.Get(instruction.Opcode);
                if (info.Signature is null)
                {
                    ValidateSpecial(in instruction);
                }
                else
                {
                    ValidateSignature(info, in instruction);
                }

                break;
        }
    }

    /// <summary>Validates an instruction by its row in the opcode table: its immediates by their kind, its operands and results by its
    /// signature.</summary>
    private void ValidateSignature(OpcodeInfo info, in Instruction instruction)
    {
        var addressKind = info.Immediate == ImmediateKind.None ? WasmValueKind.I32 : ValidateImmediates(info, in instruction);
        var operands = info.Operands;
        for (var index = operands.Length - 1; index >= 0; index--)
        {
            Pop(KindOf(operands[index], addressKind));
        }

        foreach (var result in info.Results)
        {
            Push(KindOf(result, addressKind));
        }
    }

    private static WasmValueKind KindOf(char letter, WasmValueKind addressKind) => letter switch
    {
        'i' => WasmValueKind.I32,
        'I' => WasmValueKind.I64,
        'f' => WasmValueKind.F32,
        'F' => WasmValueKind.F64,
        'v' => WasmValueKind.V128,
        _ => addressKind,
    };

    /// <summary>Validates the immediates of an instruction that has a signature; returns the type of addresses of the memory that it
    /// uses.</summary>
    private WasmValueKind ValidateImmediates(OpcodeInfo info, in Instruction instruction)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.MemoryArgument:
                return ValidateAccess(info, instruction.MemoryArgument);
            case ImmediateKind.MemoryArgumentLane:
                var kind = ValidateAccess(info, instruction.MemoryArgument);
                ValidateLane(instruction.Index, 16u >> info.WidthLog2);
                return kind;
            case ImmediateKind.Lane:
                ValidateLane(instruction.Index, 16u >> info.WidthLog2);
                return default;
            case ImmediateKind.Shuffle:
                for (var lane = 0; lane < 16; lane++)
                {
                    ValidateLane(instruction.Vector[lane], 32);
                }

                return default;
            case ImmediateKind.Memory:
                return GetMemory(instruction.Index).AddressType.Kind;
            case ImmediateKind.MemoryInit:
                var memory = GetMemory(instruction.Index2);
                RequireDataSegment(instruction.Index);
                return memory.AddressType.Kind;
            case ImmediateKind.DataSegment:
                RequireDataSegment(instruction.Index);
                return default;
            case ImmediateKind.ElementSegment:
                GetElementSegment(instruction.Index);
                return default;
            default:
                return default;
        }
    }

    private void ValidateLane(uint lane, uint count)
    {
        if (lane >= count)
        {
            throw Invalid($"invalid lane index {lane}: {Mnemonic} has lanes 0 to {count - 1}");
        }
    }

    private void ValidateLocalGet(uint index)
    {
        RequireLocal(index);
        if (!_locals.IsInitialized((int)index))
        {
            throw Invalid(
                $"uninitialized local {index}: its type {_locals[(int)index]} has no default value, and it may not have been set before");
        }

        Push(_locals[(int)index]);
    }

    private void ValidateLocalSet(uint index)
    {
        RequireLocal(index);
        Pop(_locals[(int)index]);
        _locals.Initialize((int)index);
    }

    private void RequireLocal(uint index)
    {
        if (index >= (uint)_locals.Count)
        {
            throw Invalid($"unknown local {index}: the function has {_locals.Count} locals and parameters");
        }
    }

    private string Mnemonic => OpcodeTable.Get(_opcode).Mnemonic;

    private InvalidModuleException Invalid(string message) => new(message, _offset);
}
