using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Calls of outlined functions, and their exits; the return areas.</summary>
internal sealed partial class FunctionEmitter
{
    private int _frameBytes = -1;
    private int _frameReferences = -1;

    /// <summary>The arguments of an outlined function that are the addresses of its frame: behind its parameters.</summary>
    private static int BytesArgument(OutlinedFunction outlined) => FirstParameter + outlined.Parameters.Length;

    private static int ReferencesArgument(OutlinedFunction outlined) => BytesArgument(outlined) + (outlined.FrameBytes > 0 ? 1 : 0);

    /// <summary>Adds the return areas. One pair serves all calls, of functions and of outlined functions, since the results are read from
    /// it at once. Part of the prologue.</summary>
    private void AddReturnAreas()
    {
        var sizes = default(ReturnAreaSizes);
        foreach (var statement in _tree.Body)
        {
            sizes = statement switch
            {
                CallOutlined { OutlinedFunction: var outlined } =>
                    sizes.Max(new ReturnAreaSizes(outlined.FrameBytes, outlined.FrameReferences)),
                AssignResults { Call.FunctionType: var type } => sizes.Max(CallingConvention.ReturnAreasOf(type)),
                _ => sizes,
            };
        }

        if (sizes.Bytes > 0)
        {
            _frameBytes = AddReturnArea(ReturnAreas.OfBytes(sizes.Bytes));
        }

        if (sizes.References > 0)
        {
            _frameReferences = AddReturnArea(ReturnAreas.OfReferences(sizes.References));
        }
    }

    private int AddReturnArea((Type Type, int Size) area)
    {
        _slots.Add(new LocalSlot(OperandType.Address, null, ClrType: area.Type, ClrSize: area.Size));
        return _slots.Count - 1;
    }

    /// <param name="call">The call.</param>
    /// <param name="next">The target that stands right behind it, if one does.</param>
    private void EmitCallOutlined(CallOutlined call, Target? next)
    {
        var outlined = call.OutlinedFunction;
        _il.EmitLoadArgument(0);
        foreach (var parameter in outlined.Parameters)
        {
            LoadBytes(parameter);
        }

        EmitLoadReturnAreas(new ReturnAreaSizes(outlined.FrameBytes, outlined.FrameReferences));
        _il.EmitCall(ILOpCode.Call, _assembly.OutlinedFunctionReference(outlined));
        EmitReloadFuel();
        if (outlined.ExitCount == 0)
        {
            EmitDeadEnd();
            return;
        }

        var exit = -1;
        if (outlined.ReturnsResult)
        {
            Store(outlined.Results[0]);
        }
        else
        {
            if (outlined.ReturnsExit)
            {
                exit = AllocateSlot(OperandType.I32);
                _il.EmitStoreLocal(exit);
            }

            EmitLoadResults(outlined.Results);
        }

        EmitDispatch(call, exit, next);
    }

    /// <summary>Emits what hands over where results go.</summary>
    private void EmitLoadReturnAreas(ReturnAreaSizes sizes)
    {
        if (sizes.Bytes > 0)
        {
            _il.EmitLoadLocalAddress(_frameBytes);
            _il.Emit(ILOpCode.Conv_u);
        }

        if (sizes.References > 0)
        {
            _il.EmitLoadLocalAddress(_frameReferences);
        }
    }

    /// <summary>Assigns variables from the return areas.</summary>
    private void EmitLoadResults(Variable[] results)
    {
        var offset = 0;
        var reference = 0;
        foreach (var result in results)
        {
            if (result.Type == OperandType.Reference)
            {
                _il.EmitLoadLocalAddress(_frameReferences);
                EmitAdvance(reference++ * nint.Size);
                _il.Emit(ILOpCode.Ldind_ref);
            }
            else
            {
                _il.EmitLoadLocalAddress(_frameBytes);
                EmitAdvance(offset);
                EmitLoadIndirect(result.Type);
                offset += OutlinedFunction.SizeOf(result);
            }

            Store(result);
        }
    }

    private void EmitDispatch(CallOutlined call, int exit, Target? next)
    {
        var exits = call.Exits;
        if (exit >= 0)
        {
            _il.EmitLoadLocal(exit);
            ReleaseSlot(OperandType.I32, exit);
            if (exits.Length == 2)
            {
                _il.EmitBranch(ILOpCode.Brfalse, LabelOf(exits[0]));
            }
            else
            {
                _il.EmitSwitch(Array.ConvertAll(exits[..^1], LabelOf));
            }
        }

        if (exits[^1] != next)
        {
            _il.EmitBranch(ILOpCode.Br, LabelOf(exits[^1]));
        }
    }

    private void EmitExitOutlined(ExitOutlined exit)
    {
        var outlined = exit.OutlinedFunction;
        if (outlined.ReturnsResult)
        {
            LoadBytes(outlined.Results[0]);
            _il.Emit(ILOpCode.Ret);
            return;
        }

        var offset = 0;
        var reference = 0;
        foreach (var result in outlined.Results)
        {
            var isWanted = Array.IndexOf(exit.Results, result) >= 0;
            if (result.Type == OperandType.Reference)
            {
                if (isWanted)
                {
                    _il.EmitLoadArgument(ReferencesArgument(outlined));
                    EmitAdvance(reference * nint.Size);
                    LoadBytes(result);
                    _il.Emit(ILOpCode.Stind_ref);
                }

                reference++;
                continue;
            }

            if (isWanted)
            {
                _il.EmitLoadArgument(BytesArgument(outlined));
                EmitAdvance(offset);
                LoadBytes(result);
                EmitStoreIndirect(result.Type);
            }

            offset += OutlinedFunction.SizeOf(result);
        }

        if (outlined.ReturnsExit)
        {
            Emit(exit.Exit);
        }

        _il.Emit(ILOpCode.Ret);
    }

    /// <summary>Between methods vectors are vectors of bytes.</summary>
    private void LoadBytes(Variable variable)
    {
        Load(variable);
        if (variable.Type == OperandType.V128)
        {
            EmitView(LanesOf(variable), LaneType.U8);
        }
    }

    private void EmitAdvance(int offset)
    {
        if (offset != 0)
        {
            _il.EmitConstant(offset);
            _il.Emit(ILOpCode.Add);
        }
    }
}
