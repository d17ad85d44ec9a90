using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("StreamChat")]
[assembly: AssemblyDescription("A client of Parley for Unity and .NET.")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: InternalsVisibleTo("TestDriver")]
