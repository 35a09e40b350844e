using Lanner.Wasi.Linux;

namespace Lanner.Wasi.Preview1;

/// <summary>What a guest has open, by number. A new descriptor gets the lowest free number, as POSIX wants it.</summary>
internal sealed class DescriptorTable : IDisposable
{
    private readonly List<Descriptor?> _descriptors = [];
    private readonly int _maximum;
    private readonly StandardOutput _output;

    internal DescriptorTable(WasiContext context)
    {
        _maximum = context.MaximumDescriptors;
        _output = new StandardOutput(context.Output, !context.IsInteractive);
        _descriptors.Add(new StandardInput(context.Input, _output));
        _descriptors.Add(_output);
        _descriptors.Add(new StandardOutput(context.Error, isBuffered: false, _output));
    }

    internal Descriptor this[int number] => (uint)number < (uint)_descriptors.Count && _descriptors[number] is { } descriptor
        ? descriptor
        : throw new WasiException(Errno.BadDescriptor);

    internal void AddDirectory(string hostPath, string guestPath, bool isReadOnly) =>
        _descriptors.Add(HostFile.OpenGranted(hostPath, guestPath, isReadOnly));

    internal HostFile Directory(int number) => this[number] is HostFile { Type: FileType.Directory } directory
        ? directory
        : throw new WasiException(Errno.NotDirectory);

    /// <summary>Refuses one descriptor more than there may be; to be asked before something is opened.</summary>
    internal void RequireRoom()
    {
        if (_descriptors.Count >= _maximum && !_descriptors.Contains(null))
        {
            throw new WasiException(Errno.TooManyOpenFiles);
        }
    }

    internal int Add(Descriptor descriptor)
    {
        var free = _descriptors.IndexOf(null);
        if (free >= 0)
        {
            _descriptors[free] = descriptor;
            return free;
        }

        _descriptors.Add(descriptor);
        return _descriptors.Count - 1;
    }

    internal void Close(int number)
    {
        var descriptor = this[number];
        _descriptors[number] = null;
        if (descriptor is StandardOutput output)
        {
            output.Flush();
        }

        descriptor.Dispose();
    }

    internal void Renumber(int from, int to)
    {
        var descriptor = this[from];
        if (from == to)
        {
            return;
        }

        Close(to);
        _descriptors[to] = descriptor;
        _descriptors[from] = null;
    }

    internal void Flush() => _output.Flush();

    public void Dispose()
    {
        _output.Flush();
        foreach (var descriptor in _descriptors)
        {
            descriptor?.Dispose();
        }

        _descriptors.Clear();
    }
}
