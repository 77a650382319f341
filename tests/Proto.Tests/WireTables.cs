namespace Proto.Tests;

/// <summary>Where the wire tables lie: <c>../shared/wire</c> beside the repository.</summary>
internal static class WireTables
{
    public static string Directory { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "wire"));

    public static WireTable Read(string name) => WireTable.Parse(File.ReadAllText(Path.Combine(Directory, name)));

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Directory.Build.props")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException(
            $"no Directory.Build.props above {AppContext.BaseDirectory}: the tests run outside the repository");
    }
}
