namespace Lanner.Native;

/// <summary>The entry point of a program that nobody runs: the trimmer begins at one. It is left out of other builds.</summary>
internal static class EntryPoint
{
    internal static int Main() => 1;
}
