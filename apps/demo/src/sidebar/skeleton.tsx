/** The shape of the list while it is loaded. */
export function Skeleton() {
  return (
    <div className="channel-list" role="status">
      <span className="unseen">Loading the channels</span>
      {[68, 44, 56, 38].map((width) => (
        <div className="channel-row" key={width} aria-hidden="true">
          <span className="skeleton-disc" />
          <svg aria-hidden="true" className="skeleton-lines" viewBox="0 0 200 36" preserveAspectRatio="none">
            <rect y="3" width={width * 1.6} height="11" rx="5" />
            <rect y="22" width={width * 2.6} height="10" rx="5" />
          </svg>
        </div>
      ))}
    </div>
  )
}
