using System.Diagnostics;
using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Compares binaries with those of wasm-tools, which the npm package jco has inside.</summary>
public sealed class WasmToolsTests
{
    private const string Missing =
        "node or jco is not there. Install @bytecodealliance/jco with npm in artifacts/jco, or let LANNER_JCO name the folder of it.";

    // wasm-tools sees the file system through a shim of WASI, which must be told what it may see.
    private const string Script = """
        import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
        import { join } from 'node:path';
        import { createRequire } from 'node:module';
        import { pathToFileURL } from 'node:url';
        import { componentEmbed } from '@bytecodealliance/jco';
        const transpile = createRequire(createRequire(import.meta.url).resolve('@bytecodealliance/jco'))
          .resolve('@bytecodealliance/jco-transpile');
        const shim = createRequire(transpile).resolve('@bytecodealliance/preview2-shim/filesystem');
        (await import(pathToFileURL(shim)))._setPreopens({ '/': '/' });
        const folder = process.argv[2];
        for (const file of readdirSync(folder)) {
          const path = join(folder, file);
          try {
            const world = file.split('+')[1].split('.')[0];
            writeFileSync(path + '.out', await componentEmbed({ witPath: path, world, dummy: true, features: { tag: 'all' } }));
          } catch (error) {
            writeFileSync(path + '.error', String(error));
          }
        }
        """;

    private static string? Jco { get; } = !HasNode() ? null : Array.Find(
        [Environment.GetEnvironmentVariable("LANNER_JCO") ?? "", Repository.PathOf(Path.Combine("artifacts", "jco"))],
        folder => Directory.Exists(Path.Combine(folder, "node_modules", "@bytecodealliance", "jco")));

    [Theory]
    [InlineData("wit")]
    [InlineData("wasm")]
    public async Task Wasm_tools_finds_the_same_worlds(string form)
    {
        Assert.SkipWhen(Jco is null, Missing);
        var worlds = All().SelectMany(packages => packages.Root.Worlds.Select(world => (packages, world))).ToList();
        using var folder = new TemporaryFolder();
        for (var i = 0; i < worlds.Count; i++)
        {
            var (packages, world) = worlds[i];
            var contents = form == "wasm" ? WitBinary.Encode(packages.Root) : Encoding.UTF8.GetBytes(WitPrinter.Print(packages));
            await File.WriteAllBytesAsync(folder.PathOf($"{i}+{world.Name}.{form}"), contents, TestContext.Current.CancellationToken);
        }

        await Run(folder);

        for (var i = 0; i < worlds.Count; i++)
        {
            var file = folder.PathOf($"{i}+{worlds[i].world.Name}.{form}");
            Assert.False(File.Exists(file + ".error"), $"{worlds[i].world}: {Read(file + ".error")}");
            var theirs = WitBinary.Decode(ComponentTypeOf(File.ReadAllBytes(file + ".out")));
            Assert.Equal(Describe(worlds[i].world), Describe(theirs.SelectWorld(worlds[i].world.Name)));
        }
    }

    /// <summary>Packages of our own and published ones.</summary>
    private static IEnumerable<WitPackages> All()
    {
        var options = new WitOptions { AllFeatures = true };
        yield return WitPackages.Load(Samples.OwnFolder, options);
        yield return WitPackages.Parse("package a:b; interface i { f: func(); } world w { import i; export g: func() -> u8; }");
        if (Samples.SharedFolder is not null)
        {
            foreach (var (_, files, dependencies) in Samples.SharedPackages())
            {
                yield return WitPackages.Parse(files, dependencies, options);
            }
        }
    }

    /// <summary>All that a world imports and exports, in an order that does not depend on that of the tools.</summary>
    private static string Describe(WitWorld world) => string.Join('\n', world.Imports.Select(item => $"import {Describe(item)}")
        .Concat(world.Exports.Select(item => $"export {Describe(item)}"))
        .Order(StringComparer.Ordinal));

    private static string Describe(WitWorldItem item) => $"{item.Name} {item.ExternalId} " + item switch
    {
        WitInterfaceItem named => $"{named.Implements} {Describe(named.Interface)}",
        WitTypeItem { Type: WitResourceType resource } => $"{{\n{Sorted(resource.Functions.Select(Describe))}\n}}",
        WitTypeItem { Type: var type } => Describe(type),
        WitFunctionItem { Function: var function } => Describe(function),
        _ => "",
    };

    private static string Describe(WitInterface target) =>
        $"{{\n{Sorted(target.Types.Select(Describe).Concat(target.AllFunctions.Select(Describe)))}\n}}";

    private static string Describe(WitDefinedType type) => $"  {type.Name} {type.ExternalId} " + type switch
    {
        WitAliasType { IsUse: true, Target: WitDefinedType target } => $"use {target.Owner} {target}",
        WitAliasType alias => $"= {alias.Target}",
        WitRecordType record => $"record {string.Join(", ", record.Fields.Select(each => $"{each}: {each.Type}"))}",
        WitVariantType variant => $"variant {string.Join(", ", variant.Cases.Select(each => $"{each}: {each.Type}"))}",
        WitEnumType enumeration => $"enum {string.Join(", ", enumeration.Cases)}",
        WitFlagsType flags => $"flags {string.Join(", ", flags.Flags)}",
        _ => "resource",
    };

    private static string Describe(WitFunction function) =>
        $"  {function} {function.IsAsync} {function.ExternalId} "
        + $"({string.Join(", ", function.Parameters.Select(each => $"{each.Name}: {each.Type}"))}) -> {function.Result}";

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "node")) || File.Exists(Path.Combine(folder, "node.exe")));

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";

    /// <summary>The custom section of a module that holds its world.</summary>
    private static byte[] ComponentTypeOf(byte[] module)
    {
        var source = new Binary.ByteSource(module, 0);
        source.Bytes(8);
        while (!source.IsAtEnd)
        {
            var id = source.Byte();
            var section = source.Part();
            if (id == 0 && section.Text().StartsWith("component-type", StringComparison.Ordinal))
            {
                return section.Rest.ToArray();
            }
        }

        throw new InvalidDataException("The module has no world.");
    }

    private static async Task Run(TemporaryFolder folder)
    {
        // The script lies where node finds the package.
        var script = Path.Combine(Jco!, $"wit-{Guid.NewGuid():N}.mjs");
        await File.WriteAllTextAsync(script, Script, Encoding.UTF8);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", [script, folder.Path]) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, errors);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
