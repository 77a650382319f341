namespace Host.Tests.Support;

/// <summary>A directory of a test's own, removed with all that is in it.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("host-").FullName;

    /// <summary>Writes a file and returns its path; missing directories are made.</summary>
    public string Write(string name, string text)
    {
        string path = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
