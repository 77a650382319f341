namespace PluginHost.Linux.Mounting;

/// <summary>A line of <c>/proc/PID/mountinfo</c> (proc(5)).</summary>
/// <param name="Id">(1) The id of the mount.</param>
/// <param name="ParentId">(2) The mount it is on.</param>
/// <param name="Device">(3) The device number of its files.</param>
/// <param name="Root">(4) The directory of the file system that is its root.</param>
/// <param name="MountPoint">(5) Where it is, seen from the root of the process.</param>
/// <param name="Options">(6) The options of this mount.</param>
/// <param name="OptionalFields">(7) Words such as <c>shared:1</c>.</param>
/// <param name="FileSystemType">(9) The type.</param>
/// <param name="Source">(10) The source, or <c>none</c>.</param>
/// <param name="SuperOptions">(11) The options of the file system.</param>
public sealed record MountInfo(
    int Id,
    int ParentId,
    DeviceNumber Device,
    string Root,
    string MountPoint,
    string Options,
    string OptionalFields,
    string FileSystemType,
    string Source,
    string SuperOptions);
