namespace Vendor.Tests.Acme;

/// <summary>Puts scripts before the programs of PATH until it is disposed.</summary>
internal sealed class FakePrograms : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("programs-").FullName;
    private readonly string _path = Environment.GetEnvironmentVariable("PATH")!;

    public FakePrograms() => Environment.SetEnvironmentVariable("PATH", $"{_directory}:{_path}");

    /// <summary>A program that does what the lines of a shell script say.</summary>
    public FakePrograms Add(string name, string script)
    {
        string file = Path.Join(_directory, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        return this;
    }

    /// <summary>No program at all but those that were added.</summary>
    public FakePrograms Only()
    {
        Environment.SetEnvironmentVariable("PATH", _directory);

        return this;
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_directory, recursive: true);
    }
}
