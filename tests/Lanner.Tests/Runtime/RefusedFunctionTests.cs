using System.Reflection;
using System.Reflection.Emit;
using Lanner.Runtime;

namespace Lanner.Tests.Runtime;

/// <summary>The JIT has room for 65,536 locals, most of which it makes itself, and calls a function that needs more an invalid program.
/// (Found with the shape <c>sequence return_call_indirect that is skipped</c> at 400 KB, which is minutes' worth: the exception came
/// out.)</summary>
public sealed class RefusedFunctionTests
{
    [Fact]
    public void A_function_that_the_JIT_refuses_is_beyond_a_limit()
    {
        using var guest = new Guest("(module)");
        var call = Refused(guest.Module.Compiled, guest.Engine.Account);

        var refusal = Assert.Throws<InvalidProgramException>(call);

        Assert.True(GuestFaults.Recognizes(refusal, guest.Store));
        Assert.IsType<ResourceLimitException>(GuestFaults.Translate(refusal, guest.Store));
    }

    [Fact]
    public void What_the_JIT_refuses_of_the_host_is_the_hosts_matter()
    {
        using var guest = new Guest("(module)");

        var refusal = Assert.Throws<InvalidProgramException>(Refused(null, null));

        Assert.False(GuestFaults.Recognizes(refusal, guest.Store));
    }

    /// <summary>A method that adds what is not there, as if a module had emitted it.</summary>
    private static Action Refused(CompiledModule? owner, EngineAccount? account)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Refused"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Refused").DefineType("Functions", TypeAttributes.Public);
        var code = type.DefineMethod("f", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []).GetILGenerator();
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ret);
        var made = type.CreateType();
        if (owner is not null)
        {
            GuestAssemblies.Register(made.Assembly, owner, account!.AddCode(0));
        }

        return made.GetMethod("f")!.CreateDelegate<Action>();
    }
}
