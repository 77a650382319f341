namespace PluginHost.Oci;

/// <summary>A JSON document of an image or a container can't be used; the message says which document, where in it, and why.</summary>
public sealed class OciDocumentException(string message, Exception? innerException = null) : FormatException(message, innerException);
