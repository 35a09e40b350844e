using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <summary>Reads a component and puts it into the binary format. Each definition can refer to those before it only, so that one pass is
/// enough; what is written inside of others, such as types and aliases, becomes a definition in front of them.</summary>
internal sealed partial class ComponentParser
{
    private readonly TokenReader _reader;
    private readonly WasmFeatures _features;
    private readonly AnnotationReader _annotations;
    private readonly TextNotes? _notes;
    private TextScope _scope;
    private int _depth;

    /// <summary>The position in the text where the definition begins that is being read.</summary>
    private int _source;

    private ComponentParser(TokenReader reader, WasmFeatures features, TextNotes? notes)
    {
        _reader = reader;
        _notes = notes;
        _features = features;
        _annotations = new AnnotationReader(reader.Sequence);
        _scope = null!;
    }

    /// <summary>Reads definitions up to the parenthesis that closes the component, or the end of the text.</summary>
    /// <param name="reader">Stands after the identifier of the component.</param>
    /// <param name="identifier">The identifier.</param>
    /// <param name="features">The features that modules in it may use.</param>
    /// <param name="notes">Takes where the parts of the binary come from; null when nobody asks.</param>
    internal static ByteWriter ReadComponent(TokenReader reader, string? identifier, WasmFeatures features, TextNotes? notes = null) =>
        new ComponentParser(reader, features, notes).ReadComponent(identifier);

    private ByteWriter ReadComponent(string? identifier)
    {
        Enter(ScopeKind.Component, identifier);
        ReadDefinitions();
        return Leave().EncodeComponent();
    }

    private void Enter(ScopeKind? kind, string? identifier)
    {
        Deepen();
        _scope = new TextScope(kind, _scope, identifier, new TypeParser(_reader, _annotations, map: null), _notes);
    }

    private TextScope Leave()
    {
        _depth--;
        var scope = _scope;
        _scope = scope.Parent!;
        return scope;
    }

    /// <summary>Bounds what is inside each other, since reading is recursive.</summary>
    private void Deepen()
    {
        if (++_depth > 2 * ComponentLimits.Nesting)
        {
            throw _reader.Malformed($"nesting too deep: more than {2 * ComponentLimits.Nesting} components and types inside each other");
        }
    }

    /// <summary>Adds an item to the component, or a declaration to the type, that is being read.</summary>
    private void Add(ComponentSection section, ByteWriter item)
    {
        _notes?.Add(item, 0, _source);
        _scope.Add(section, item);
    }

    private void ReadDefinitions()
    {
        var outer = _source;
        AcceptCustomSections();
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            _reader.Sequence.Admission?.Reach(_reader.Position);
            _source = _reader.Current.Start;
            _reader.Advance();
            ReadDefinition();
            _reader.ExpectRight();
            AcceptCustomSections();
        }

        if (!_reader.IsAtRight && !_reader.IsAtEnd)
        {
            throw Unexpected("a definition, such as '(import', or ')'");
        }

        _source = outer;
    }

    /// <summary>Reads the annotations <c>(@custom …)</c> in front of a definition of a component.</summary>
    private void AcceptCustomSections()
    {
        while (_scope.Kind == ScopeKind.Component && _annotations.AcceptCustomSection(_reader) is { } section)
        {
            var writer = new ByteWriter();
            ComponentEncoder.WriteString(writer, section.Name);
            writer.Write(section.Content);
            Add(ComponentSection.Custom, writer);
        }
    }

    private void ReadDefinition()
    {
        if (_reader.Accept("core"u8))
        {
            ReadCoreDefinition();
        }
        else if (_reader.Accept("type"u8))
        {
            ReadType();
        }
        else if (_reader.Accept("alias"u8))
        {
            ReadAlias();
        }
        else if (_scope.Kind != ScopeKind.InstanceType && _reader.Accept("import"u8))
        {
            ReadImport();
        }
        else if (_reader.Accept("export"u8))
        {
            ReadExport();
        }
        else if (_scope.Kind == ScopeKind.Component)
        {
            ReadDefinitionOfComponent();
        }
        else
        {
            throw Unexpected("a declaration of a type, such as type or export");
        }
    }

    private void ReadDefinitionOfComponent()
    {
        if (_reader.Accept("component"u8))
        {
            ReadNestedComponent();
        }
        else if (_reader.Accept("instance"u8))
        {
            ReadInstance();
        }
        else if (_reader.Accept("func"u8))
        {
            ReadFunction();
        }
        else if (_reader.Accept("canon"u8))
        {
            ReadCanonical();
        }
        else if (_reader.Accept("start"u8))
        {
            ReadStart();
        }
        else if (_reader.Accept("value"u8))
        {
            ReadValue();
        }
        else
        {
            throw Unexpected("a definition, such as import or core module");
        }
    }

    private void ReadCoreDefinition()
    {
        if (_reader.Accept("type"u8))
        {
            ReadCoreType();
        }
        else if (_reader.Accept("rec"u8))
        {
            ReadCoreGroup();
        }
        else if (_scope.Kind != ScopeKind.Component)
        {
            throw Unexpected("a declaration of a type, such as type or export");
        }
        else if (_reader.Accept("module"u8))
        {
            ReadCoreModule();
        }
        else if (_reader.Accept("instance"u8))
        {
            ReadCoreInstance();
        }
        else if (_reader.Accept("func"u8))
        {
            var identifier = ReadIdentifier();
            if (IsAtInlineAlias())
            {
                ReadInlineAlias(Sort.CoreFunction, identifier);
                return;
            }

            _reader.ExpectOpen("canon"u8);
            ReadCoreCanonical(identifier, isInverted: true);
            _reader.ExpectRight();
        }
        else
        {
            var token = _reader.Current;
            var sort = _reader.Current.Kind == TokenKind.Keyword ? Sorts.Find(_reader.Text, isCore: true) : null;
            if (sort is not (Sort.CoreTable or Sort.CoreMemory or Sort.CoreGlobal or Sort.CoreTag))
            {
                throw Unexpected("a core definition, such as module", token);
            }

            _reader.Advance();
            ReadInlineAlias(sort.Value, ReadIdentifier());
        }
    }

    /// <summary>The complaint about the current token.</summary>
    /// <param name="expected">The thing that should stand here.</param>
    private MalformedTextException Unexpected(string expected) => Unexpected(expected, _reader.Current);

    private MalformedTextException Unexpected(string expected, Token token) =>
        _reader.Malformed($"unexpected token: expected {expected}, found {_reader.Describe(token)}", token);

    /// <summary>Adds an entry to an index space.</summary>
    private uint Define(Sort sort, Identifier identifier)
    {
        var space = _scope.SpaceOf(sort);
        if (sort == Sort.CoreType)
        {
            _scope.CoreTypes.Types.Declare(identifier.Name);
        }

        return space.TryAdd(identifier.Name, identifier.Annotation)
            ? space.Count - 1
            : throw _reader.Malformed($"duplicate {sort.Keyword()} ${identifier.Name}", identifier.Token);
    }

    /// <summary>Reads the identifier that may stand here, and the annotation that may follow it.</summary>
    private Identifier ReadIdentifier()
    {
        var token = _reader.Current;
        return new Identifier(_reader.AcceptIdentifier(), token, _annotations.AcceptName(_reader, "identifier"));
    }

    private void ReadNestedComponent()
    {
        var identifier = ReadIdentifier();
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.Component, identifier, writer => WriteComponentExtern(writer, identifier.Name)))
        {
            var component = ReadComponent(identifier.Name);
            Add(ComponentSection.Component, component);
            Define(Sort.Component, identifier);
        }

        AddExports(exports, Sort.Component);
    }

    private void ReadCoreModule()
    {
        // An annotation that follows has the name that the module gives itself.
        var token = _reader.Current;
        var identifier = new Identifier(_reader.AcceptIdentifier(), token);
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.CoreModule, identifier, WriteCoreModuleExtern))
        {
            var module = new ByteWriter();
            var positions = _notes is null ? null : new TextPositions();
            module.Write(
                _reader.Accept("binary"u8) ? _reader.ReadStrings().Written
                : _reader.Accept("quote"u8)
                    ? TextModule.ToBinary(_reader.ReadStrings().Written, _features, _reader.Sequence.Admission)
                    : ModuleParser.ReadFields(_reader, identifier.Name, _features, positions));
            _notes?.Add(module, 0, _source, positions);
            _scope.Add(ComponentSection.CoreModule, module);
            Define(Sort.CoreModule, identifier);
        }

        AddExports(exports, Sort.CoreModule);
    }

    private void ReadStart()
    {
        var writer = new ByteWriter();
        writer.WriteUnsigned(ReadReference(Sort.Function));
        var arguments = new List<uint>();
        while (_reader.IsOpen("value"u8))
        {
            arguments.Add(ReadReference(Sort.Value));
        }

        writer.WriteUnsigned((ulong)arguments.Count);
        foreach (var argument in arguments)
        {
            writer.WriteUnsigned(argument);
        }

        var results = new List<Identifier>();
        while (_reader.AcceptOpen("result"u8))
        {
            _reader.ExpectOpen("value"u8);
            results.Add(ReadIdentifier());
            _reader.ExpectRight();
            _reader.ExpectRight();
        }

        writer.WriteUnsigned((ulong)results.Count);
        Add(ComponentSection.Start, writer);
        foreach (var result in results)
        {
            Define(Sort.Value, result);
        }
    }

    private void ReadValue()
    {
        var identifier = ReadIdentifier();
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.Value, identifier, WriteValueExtern))
        {
            var writer = new ByteWriter();
            var value = new ByteWriter();
            var type = ReadValueType();
            WriteValue(value, type);
            ComponentEncoder.WriteValueType(writer, type);
            writer.WriteSized(value.Written);
            Add(ComponentSection.Value, writer);
            Define(Sort.Value, identifier);
        }

        AddExports(exports, Sort.Value);
    }

    /// <summary>An identifier.</summary>
    /// <param name="Name">The identifier, or null without one.</param>
    /// <param name="Token">The token where it stands, or would.</param>
    /// <param name="Annotation">The name that an annotation gives in its place, or null.</param>
    private readonly record struct Identifier(string? Name, Token Token, string? Annotation = null);
}
