using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Emits static methods whose address can be taken, which those of <see cref="DynamicMethod"/> cannot. They may use the internals of this assembly.</summary>
internal static class ThunkAssembly
{
    private static readonly Lazy<ModuleBuilder> Permanent = new(() => DefineModule(AssemblyBuilderAccess.Run));
    private static readonly Lock Gate = new();
    private static int s_count;

    /// <summary>Emits a method.</summary>
    /// <param name="isCollectible">Whether the method can be unloaded when nothing refers to it any more.</param>
    /// <param name="returnType">What the method returns.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="emit">Writes the body.</param>
    internal static MethodInfo Define(bool isCollectible, Type returnType, Type[] parameters, Action<ILGenerator> emit)
    {
        lock (Gate)
        {
            var module = isCollectible ? DefineModule(AssemblyBuilderAccess.RunAndCollect) : Permanent.Value;
            var type = module.DefineType($"Thunk{s_count++}", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
            var method = type.DefineMethod("Invoke", MethodAttributes.Public | MethodAttributes.Static, returnType, parameters);
            emit(method.GetILGenerator());
            return type.CreateType().GetMethod("Invoke")!;
        }
    }

    private static ModuleBuilder DefineModule(AssemblyBuilderAccess access)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Lanner.Thunks"), access);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(
            typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [typeof(ThunkAssembly).Assembly.GetName().Name!]));
        return assembly.DefineDynamicModule("Lanner.Thunks");
    }
}
