namespace PluginHost.Testing;

/// <summary>The directory of the repository that the running tests were built from.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Absolute path of the directory that holds <c>Directory.Build.props</c>.</summary>
    public static string Path => Found.Value;

    /// <summary>An absolute path below the repository.</summary>
    public static string At(params string[] names) => System.IO.Path.Join([Path, .. names]);

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Join(directory.FullName, "Directory.Build.props")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new DirectoryNotFoundException($"no Directory.Build.props above {AppContext.BaseDirectory}");
    }
}
