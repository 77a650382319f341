using System.Security.Cryptography;

namespace HostileInput.Tests;

/// <summary>A directory beside the daemon's root that no layer may touch.</summary>
internal sealed class Outside : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly string _before;

    public Outside()
    {
        Directory.CreateDirectory(_scratch.At("sub"), (UnixFileMode)0b111_000_000);
        File.WriteAllText(_scratch.At("canary"), "untouched\n");
        File.SetUnixFileMode(_scratch.At("canary"), (UnixFileMode)0b110_000_000);
        File.WriteAllText(_scratch.At("sub/deep"), "untouched too\n");
        _before = Describe();
    }

    /// <summary>Absolute path of the directory.</summary>
    public string Path => _scratch.Path;

    /// <summary>The same without the leading slash, to be put behind <c>../..</c>.</summary>
    public string Relative => _scratch.Path.TrimStart('/');

    /// <summary>Throws when a name, a content, a mode or a link count has changed.</summary>
    public void AssertUntouched() => Assert.Equal(_before, Describe());

    public void Dispose() => _scratch.Dispose();

    private string Describe()
        => string.Join('\n', Directory.EnumerateFileSystemEntries(_scratch.Path, "*", SearchOption.AllDirectories).Append(_scratch.Path)
            .Order(StringComparer.Ordinal).Select(Describe));

    private static string Describe(string path)
    {
        FileInfo file = new(path);
        string content = Directory.Exists(path) ? "directory" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

        return $"{path} {File.GetUnixFileMode(path)} {content} {file.LinkTarget}";
    }
}
