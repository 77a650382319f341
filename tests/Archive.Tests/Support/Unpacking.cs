using PluginHost.Archive.Apply;

namespace Archive.Tests.Support;

/// <summary>A root to unpack into, beside a canary that nothing may touch.</summary>
public sealed class Unpacking : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly List<string> _canary;

    public Unpacking()
    {
        Root = _temp.MakeDirectory("root");
        _temp.MakeDirectory("outside/etc");
        _temp.MakeFile("outside/etc/passwd", "canary");
        _temp.MakeFile("outside/file", "canary");
        _temp.MakeFile("passwd", "canary");
        _canary = Canary();
    }

    public string Root { get; }

    public List<string> Warnings { get; } = [];

    public string Outside => _temp.At("outside");

    public string At(string name) => Path.Join(Root, name);

    public string MakeDirectory(string name) => Directory.CreateDirectory(At(name)).FullName;

    public string MakeSibling(string name) => _temp.MakeDirectory(name);

    public void MakeFile(string name, string content = "") => File.WriteAllText(At(name), content);

    public FileStatus Status(string name) => LibC.Lstat(At(name));

    public string Read(string name) => File.ReadAllText(At(name));

    public bool Exists(string name)
        => LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, At(name), AtFlags.AT_SYMLINK_NOFOLLOW, out _) == 0;

    public ApplyResult Apply(RawTar tar, ApplyOptions? options = null) => Apply(tar.ToStream(), options);

    public ApplyResult Apply(Stream tar, ApplyOptions? options = null)
        => LayerApplier.Apply(tar, Root, (options ?? new ApplyOptions()) with { Warn = Warnings.Add }, CancellationToken.None);

    /// <summary>Applies, whether that works or not, and proves that nothing outside was touched.</summary>
    public Exception? ApplyHostile(RawTar tar, ApplyOptions? options = null)
    {
        Exception? exception = Record.Exception(() => Apply(tar, options));
        AssertOutsideUntouched();
        Assert.True(exception is null or ArchiveException or LinuxException, exception?.ToString());

        return exception;
    }

    public void AssertOutsideUntouched() => Assert.Equal(_canary, Canary());

    public void Dispose() => _temp.Dispose();

    private List<string> Canary()
        => [.. TreeSnapshot.Of(_temp.Path).Where(line => !line.StartsWith("root", StringComparison.Ordinal))];
}
