namespace PluginHost.Plugins.Opt;

/// <summary>Where additional binaries and libraries are installed.</summary>
internal sealed record OptDirectory(string Path)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes the directory with its <c>bin</c> and <c>lib</c>, all 0711.</summary>
    public void Create()
    {
        foreach (string name in (string[])["", "bin", "lib"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, name), Mode);
        }
    }

    /// <summary>Puts a sub-directory before what a search path of the environment has; child processes inherit it.</summary>
    public void PutFirst(string variable, string name)
    {
        string directory = System.IO.Path.Combine(Path, name);
        string? old = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, string.IsNullOrEmpty(old) ? directory : $"{directory}:{old}");
    }
}
