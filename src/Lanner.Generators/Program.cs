// Writes the generated sources of the engine: dotnet run --project src/Lanner.Generators, in the root of the repository.
using Lanner.Generators;

foreach (var name in GeneratedSources.Write(Directory.GetCurrentDirectory()))
{
    Console.WriteLine($"{GeneratedSources.Folder}/{name}");
}
