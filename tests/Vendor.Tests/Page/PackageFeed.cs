namespace Vendor.Tests.Page;

/// <summary>
/// A package source of what this machine has already, without this project's own packages: a vendor's build needs no network then, and can
/// get the contracts from nowhere but the folder that the page makes.
/// </summary>
internal static class PackageFeed
{
    /// <summary>Makes the source, and the user's NuGet configuration that names it.</summary>
    public static void Create(string home)
    {
        string feed = Directory.CreateDirectory(Path.Join(home, "feed")).FullName;
        foreach (string package in Directory.GetDirectories(GlobalPackages()))
        {
            string name = Path.GetFileName(package);
            if (!name.StartsWith("pluginhost.", StringComparison.OrdinalIgnoreCase))
            {
                Directory.CreateSymbolicLink(Path.Join(feed, name), package);
            }
        }

        string configuration = Directory.CreateDirectory(Path.Join(home, ".nuget", "NuGet")).FullName;
        File.WriteAllText(Path.Join(configuration, "NuGet.Config"), $"""
            <configuration>
              <packageSources>
                <add key="machine" value="{feed}" />
              </packageSources>
            </configuration>
            """);
    }

    private static string GlobalPackages()
        => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } path
            ? path
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
