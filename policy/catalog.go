package policy

import "math"

// CatalogSchema is the schema of a Catalog in JSON.
const CatalogSchema = "kumite.decoders/1"

// Catalog describes the decoders, their settings, the settings that apply to every
// decoder, and the masks.
type Catalog struct {
	Schema   string          `json:"schema"`
	Decoders []CatalogEntry  `json:"decoders"`
	Wrappers []SettingEntry  `json:"wrappers"` // settings that apply to every decoder
	Masks    map[Mask]string `json:"masks"`
}

// CatalogEntry describes a decoder.
type CatalogEntry struct {
	Name     string         `json:"name"`
	About    string         `json:"about"`
	Settings []SettingEntry `json:"settings"`
}

// SettingEntry describes a setting. Default is null for required settings and for
// text; Min and Max are null for text.
type SettingEntry struct {
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Default  *float64 `json:"default"`
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Required bool     `json:"-"`
}

// NewCatalog returns the catalog of Kinds, Wrappers and the masks.
func NewCatalog() Catalog {
	c := Catalog{Schema: CatalogSchema, Wrappers: settingEntries(Wrappers()), Masks: map[Mask]string{
		MaskToNoop: "a chosen skill that is not available becomes no_action; the default",
		MaskRenorm: "choose among the available skills only; with logit adjustment it tends to the rarest",
		MaskOff:    "send it anyway",
	}}
	for _, k := range Kinds() {
		c.Decoders = append(c.Decoders, CatalogEntry{k.Name, k.About, settingEntries(k.Settings)})
	}
	return c
}

func settingEntries(all []Setting) []SettingEntry {
	entries := []SettingEntry{} // no settings are [], not null
	for _, s := range all {
		e := SettingEntry{Name: s.Name, About: s.About, Required: math.IsNaN(s.Default)}
		if s.Form != Text {
			e.Min, e.Max = &s.Min, &s.Max
			if !e.Required {
				e.Default = &s.Default
			}
		}
		entries = append(entries, e)
	}
	return entries
}
