using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>Counting of fuel, and polls for interruption.</summary>
/// <remarks>The meter is an object of the store. It is written at every charge, so that it is exact wherever the guest stops. In functions
/// with loops what is left is also kept in a local, since reading back what was just written would make every turn of a loop wait for the
/// one before; calls, which may use or add fuel, make it be read anew.</remarks>
internal sealed partial class FunctionEmitter
{
    private int _fuelMeter = -1;
    private int _remainingFuel = -1;
    private bool _cachesFuel;

    /// <summary>Part of the prologue.</summary>
    private void EmitFuelPrologue()
    {
        if (!_tree.Body.Exists(statement => statement is FuelCharge))
        {
            return;
        }

        _cachesFuel = _tree.Body.Exists(statement => statement is LoopStart loop && _state[loop.Target].IsUsed);
        _fuelMeter = NewSlot(OperandType.Reference);
        _remainingFuel = NewSlot(OperandType.I64);
        if (_cachesFuel)
        {
            EmitLoadMeter();
            EmitReadFuel();
        }
    }

    private void EmitPoll()
    {
        var goOn = _il.DefineLabel();
        _il.EmitLoadArgument(0);
        _il.Emit(ILOpCode.Volatile);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Interrupt));
        _il.EmitBranch(ILOpCode.Brfalse, goOn);
        _il.EmitLoadArgument(0);
        Call(RuntimeMembers.PollFailed);
        _il.MarkLabel(goOn);
    }

    private void EmitFuelCharge(FuelCharge charge)
    {
        if (!_cachesFuel)
        {
            EmitLoadMeter();
            EmitReadFuel();
        }

        if (charge.Cost > 0)
        {
            _il.EmitLoadLocal(_fuelMeter);
            _il.EmitLoadLocal(_remainingFuel);
            _il.EmitConstant(charge.Cost);
            _il.Emit(ILOpCode.Sub);
            _il.Emit(ILOpCode.Dup);
            _il.EmitStoreLocal(_remainingFuel);
            _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(RuntimeMembers.FuelRemaining));
        }

        if (charge.IsChecked)
        {
            var enough = _il.DefineLabel();
            _il.EmitLoadLocal(_remainingFuel);
            _il.EmitConstant(0L);
            _il.EmitBranch(ILOpCode.Bge, enough);
            _il.EmitLoadArgument(0);
            Call(RuntimeMembers.OutOfFuel);
            _il.MarkLabel(enough);
        }
    }

    /// <summary>Follows whatever may have used or added fuel.</summary>
    private void EmitReloadFuel()
    {
        if (_cachesFuel)
        {
            EmitReadFuel();
        }
    }

    private void EmitLoadMeter()
    {
        _il.EmitLoadArgument(0);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Fuel));
        _il.EmitStoreLocal(_fuelMeter);
    }

    private void EmitReadFuel()
    {
        _il.EmitLoadLocal(_fuelMeter);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.FuelRemaining));
        _il.EmitStoreLocal(_remainingFuel);
    }
}
