using System.Diagnostics;

namespace Snapshotters.Tests.Takeover;

/// <summary>A copy of a root directory that a release of containerd wrote.</summary>
internal static class ContainerdRoot
{
    /// <summary>Why there is none; null if there is.</summary>
    public static string? Missing
        => Directory.Exists(Fixtures) ? null : $"the root directories that containerd wrote are not at {Fixtures}";

    public static string Fixtures => Path.GetFullPath(Path.Join(RepositoryRoot(), "..", "shared", "fixtures"));

    /// <summary>Unpacks the root of a release; the path of the root directory.</summary>
    public static async Task<string> UnpackAsync(string version, string directory)
    {
        string archive = Path.Join(Fixtures, $"containerd-{version}-root.tar.gz");
        using Process tar = Process.Start("tar", ["-xzf", archive, "-C", directory, "--numeric-owner", "--same-owner"]);
        await tar.WaitForExitAsync();
        Assert.Equal(0, tar.ExitCode);

        return Path.Join(directory, "root");
    }

    private static string RepositoryRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Join(directory, "Directory.Build.props")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"no Directory.Build.props above {AppContext.BaseDirectory}");
    }
}
