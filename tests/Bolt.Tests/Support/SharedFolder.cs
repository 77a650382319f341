namespace Bolt.Tests.Support;

/// <summary>The folder <c>shared</c> beside the repository, with data that is not part of it.</summary>
internal static class SharedFolder
{
    public static string PathOf(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Build.props")))
        {
            folder = folder.Parent;
        }

        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "../shared", name));
    }
}
