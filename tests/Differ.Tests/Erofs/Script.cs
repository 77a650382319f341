using PluginHost.Linux;

namespace Differ.Tests.Erofs;

/// <summary>A program of a few lines.</summary>
internal static class Script
{
    /// <summary>
    /// Writes it by another process: while this one had it open for writing, a child of a test beside this could inherit that, and the
    /// program could not be started.
    /// </summary>
    public static string Write(string path, string script)
    {
        ToolProgram.Run("sh", ["-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\"", path, script], TimeSpan.FromSeconds(30));

        return path;
    }
}
