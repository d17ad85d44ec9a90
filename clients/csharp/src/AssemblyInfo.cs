using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using StreamChat.Core.Wire;

[assembly: AssemblyTitle("StreamChat")]
[assembly: AssemblyDescription("A client of Parley for Unity and .NET.")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: InternalsVisibleTo("TestDriver")]
[assembly: Preserve]

namespace StreamChat.Core.Wire
{
    /// <summary>
    /// Unity's linker, which goes by this name in any namespace, keeps members that are reached by reflection alone: those that are
    /// read and written as JSON.
    /// </summary>
    [AttributeUsage(AttributeTargets.Assembly)]
    internal sealed class PreserveAttribute : Attribute
    {
    }
}
