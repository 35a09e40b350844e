namespace Lanner.Runtime;

/// <summary>The bytes of code and metadata that belong to one object, or to one assembly, in the account of the engine. Gives them back
/// when it is collected with what it belongs to.</summary>
internal sealed class CodeShare(EngineAccount account, long bytes)
{
    ~CodeShare() => account.RemoveCode(bytes);
}
