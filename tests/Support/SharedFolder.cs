namespace PluginHost.Testing;

/// <summary>The folder <c>shared</c> beside the repository: data and programs of others that tests compare with.</summary>
public static class SharedFolder
{
    /// <summary>What a test of that data requires.</summary>
    public const string Requirement = "../shared";

    /// <summary>Whether it is there.</summary>
    public static bool Exists => Directory.Exists(At());

    /// <summary>An absolute path in it.</summary>
    public static string At(params string[] names) => Path.GetFullPath(Path.Join([RepositoryRoot.Path, "..", "shared", .. names]));
}
